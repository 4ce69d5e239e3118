"""Small files of resolutions as the conference department writes them, made up."""

from __future__ import annotations

import json

DAYS = {"ES-10": "12 December 2023", "ES-11": "2 March 2022", "S-32": "2 June 2021"}


def resolutions(session: str, n: int = 3) -> bytes:
    """Write `n` resolutions of a session; every second one is adopted without a vote."""
    lines = []
    for k in range(1, n + 1):
        vote = k % 2 == 1
        lines.append(
            {
                "symbol": f"A/RES/{session}/{k}",
                "pv": f"A/{session}/PV.{k}",
                "resolution_number": f"{session}/{k}.",
                "title": f"Questions of the sea, part {k}",
                "session": f"Session {session}",
                "adoption_meeting": f"{k}th plenary meeting",
                "adoption_date": DAYS.get(session) or f"{1945 + int(session)}-12-05 00:00:00",
                "originating_document": f"A/{session}/L.{k}",
                "report_paragraph": "N.A.",
                "committee": "Without reference to a Main Committee",
                "agenda_item": "Agenda item 7",
                "agenda_item_name": "Oceans",
                "sponsors": ["FIJI"],
                "additional_sponsors": ["MALTA"],
                "voting_type": "adoptedByVote" if vote else "adoptedWithoutVote",
                "SDGs": ["14"],
                "MS_in_favour": ["FIJI", "FRANCE", "MALTA"] if vote else [],
                "MS_against": ["UNITED STATES"] if vote else [],
                "MS_abstaining": ["TÜRKİYE"] if vote else [],
                "MS_in_favour_count": "3" if vote else "0",
                "MS_against_count": "1" if vote else "0",
                "MS_abstaining_count": "1" if vote else "0",
                "adoption_type": "By a recorded vote" if vote else "Without a vote",
                "subjects": [["LAW OF THE SEA", "UNBIS Thesaurus"]],
            }
        )
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines).encode()
