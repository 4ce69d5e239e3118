r"""Rules that give issue codes to a title: regular expressions, in one place to be read.

Each issue has phrases to look for, and may have phrases to pass over, which are struck out
before looking. They are read against the text in small letters; ``\b`` is the edge of a word,
and a phrase without it matches inside words too. The phrases follow the sense of the record's
hand codes, which seem to have been given by words as well; `analysis.rollcalls.accounts.evaluate`
measures how far the two agree. They were settled on the roll calls with an even number, after
a first look at both halves.

Where a hand code is plainly a slip of its publisher, the rule does not follow it: "deterMINES"
under arms control, "determination" to keep a register of arms under colonialism,
"developments" in information technology under economic development, and 12 December 2019,
where every second text on arms is coded as colonialism and as economic development.

Since 2019 the United Nations publish beside each text the headings of their thesaurus under which
it is filed. A heading is weaker evidence than a title, since a text is filed under what it mentions
as well. `HEADINGS` are therefore few: those that name the issue itself. They too were settled
on resolutions with an even number.
"""

from __future__ import annotations

__all__ = ["HEADINGS", "PASS_OVER", "PHRASES"]

#: What to look for, by issue.
PHRASES: dict[str, tuple[str, ...]] = {
    # Palestine and the Middle East. As in the hand codes, a nuclear-weapon-free zone in the
    # Middle East is not enough. The hand codes miss the yearly texts on the Golan.
    "me": (
        r"palestin",
        r"\bisrael",
        r"\blebanon\b|\blebanese\b",
        r"\bjerusalem\b|\bgolan\b|\bgaza\b|\bwest bank\b",
        r"\bunrwa\b",
        r"\b(situation|peace) in the middle east\b",
        r"\bunited nations (disengagement observer|interim) force\b",
        r"\btwo-state solution\b",
    ),
    # Nuclear weapons and nuclear energy.
    "nu": (r"nuclear", r"\bnon-proliferation treaty\b|\btest-ban\b", r"\bfissile\b"),
    # Arms control. As in the hand codes, a nuclear-weapon-free zone or a nuclear test is
    # nuclear only, so "weapon" counts in the plural.
    "di": (
        r"disarm",
        r"weapons",
        r"\barms\b|\barmaments?\b",
        r"\bammunition\b|\bcluster munitions\b|\b(land ?)?mines\b|\bmine action\b",
        r"\bproliferation\b|\bfissile\b|\bmissiles?\b",
        r"\bmilitary (budget|expenditure)s?\b",
    ),
    # Human rights: the word, single rights (to food, to development, of peoples), racism.
    "hr": (
        r"\brights?\b",
        r"\bracis[mt]",
        r"\bdeath penalty\b|\bmoratorium on the use of\b|\btorture\b",
        r"\breligious (intolerance|hatred)\b|\bfreedom of religion\b",
    ),
    # Colonialism: dependent and trust territories, self-determination, occupied territories.
    "co": (
        r"coloni[aesz]",
        r"\bterritories\b|\bnon[- ]self[- ]governing\b",
        r"\bself[- ]determination\b",
        r"\btrustee",
        r"\bmercenaries\b",
    ),
    # Economic development, trade and finance. The hand codes count budgets here.
    "ec": (
        r"\beconom(ic|y|ies)\b|\becosoc\b",
        r"\bdevelopment\b|\bdeveloping countries\b",
        r"\bbudget|\bfinancial\b|\bpeacekeeping finances\b",
        r"\btrade\b|\bcommodit(y|ies)\b|\binvestments?\b|\bindustriali[sz]ation\b",
        r"\bexternal debt\b|\btax cooperation\b",
    ),
    # The embargo of the United States against Cuba.
    "cuba": (r"\bembargo\b.*\bcuba\b", r"\bcuba\b.*\bembargo\b"),
    # Sustainable development, the development goals, and development as the aim of a text.
    "sdg": (
        r"\bsustainable development\b|\bsustainable (consumption|transport)\b",
        r"\b(sustainable|resilient) tourism\b|\bsustainable and modern energy\b",
        r"\bdevelopment goals?\b|\b2030 agenda\b|\bagenda 21\b|\bagenda for development\b",
        r"\bright to development\b|\bdevelopment (decade|co-?operation)\b|\bfor development\b",
        r"\beradicat\w+ (of )?(rural )?poverty\b|\bpoverty eradication\b",
        r"\bleast developed countries\b|\b(landlocked|small island) developing\b",
        r"\b(international|social|industrial|human|mountain|agriculture) development\b",
        r"\b(trade|system) and development\b|\bglobali[sz]ation and interdependence\b",
        r"\bsevilla commitment\b|\bsouth-south cooperation\b",
    ),
    # Women, girls and gender equality.
    "gender": (r"\bwom[ae]n\b|\bgirls?\b|\bgender\b|\bobstetric fistula\b",),
    # The climate, and the two conventions negotiated with that on it.
    "climate": (
        r"\bglobal climate\b|\bclimate change\b|\bclimate action\b|\bparis agreement\b",
        r"\bgreenhouse gas|\bglobal warming\b|\bozone layer\b",
        r"\bdesertification\b|\bconvention on biological diversity\b",
    ),
    # What the United Nations spends, and who pays: its budget, its missions, assessments.
    "budget": (
        r"\bbudget(s|ary)?\b",
        r"\bscales? of assessments?\b",
        r"\bfinanc(ing|es?) (of )?.*\b(force|forces|missions?|tribunals?|unifil|undof)\b",
        r"\bpeace-?keeping (operations )?financ|\bfinancing of .*peace-?keeping\b",
        r"\bfinancial (situation|crisis|emergency) of the (united nations|organization)\b",
        r"\bprogramme planning\b|\bworking capital fund\b",
        r"\b(joint staff pension|united nations common system)\b",
    ),
}

#: What to strike out before looking, by issue.
PASS_OVER: dict[str, tuple[str, ...]] = {
    "di": (r"\brearmament\b",),
    # A name, and a formula of the Security Council on sanctions.
    "ec": (r"\beconomic cooperation organi[sz]ation\b", r"\bban on illicit trade\b"),
    "budget": (r"\bmilitary budgets?\b",),
}

#: Headings of the UNBIS Thesaurus that give an issue, each read whole, in small letters. Arms
#: control has none: its titles name it. The themes have none either: they are by title in all
#: years, so that a year can be compared with one before 2019.
HEADINGS: dict[str, tuple[str, ...]] = {
    # Not Israel or the situation in the Middle East, which texts on something else mention.
    "me": (
        r"palestine question|palestine refugees",
        r"territories occupied by israel|golan heights|gaza strip",
    ),
    # Not non-proliferation, which is mentioned in texts on arms of all kinds.
    "nu": (r"nuclear disarmament|nuclear weapons|nuclear weapons use|nuclear-weapon-free zones",),
    # Not human rights alone: half of what is filed under it mentions them.
    "hr": (r"human rights violations|extralegal executions|capital punishment",),
    # The single territories, whose titles are "Question of" a name. Not self-determination, under
    # which Palestine is filed.
    "co": (
        r"decolonization|colonialism|non-self-governing territories|trust territories",
        r"mercenaries",
    ),
    # Not development or trade, which the titles name; what else is filed under them mentions them.
    "ec": (r"poverty mitigation",),
}
