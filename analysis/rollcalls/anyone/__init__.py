"""Roll calls of anyone: from tables, from R, from Voteview and from ORD files, and back out."""
