"""What commands share: options, how they speak, days, and what several of them ask for."""
