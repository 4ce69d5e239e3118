"""What an estimate is of, in fields: words for it are written from them and never read back."""

from __future__ import annotations

from dataclasses import dataclass, replace

__all__ = ["UNSAID", "Quantity"]


@dataclass(frozen=True)
class Quantity:
    """The quantity behind an estimate.

    Attributes
    ----------
    kind : str
        What sort of number it is: ``change``, ``level``, ``share``, ``count``, ``date``, ``gap``,
        ``statistic``; empty if nobody asks.
    measure : str
        What is measured, such as the name of an index of agreement.
    state, partner : str
        Codes: whose votes, and compared with whose. A partner that is no state is ``allies`` or
        ``allies-rival``.
    part : str
        Which part, where an estimate is split, such as ``agenda`` and ``preference``.
    form : str
        The quantity in words, with places for names: ``{of}`` for whose it is, " of" before it;
        ``{state}`` and ``{partner}`` for the bare names.
    state_name, partner_name : str
        Names as they stand in a sentence; where they are empty the codes stand.
    digits : int
        Decimals in a table.

    Examples
    --------
    >>> q = Quantity("change", "kappa", "USA", "RUS", form="change in kappa{of} with {partner}")
    >>> q.words(), q.named(partner="Russia").short()
    ('change in kappa of USA with RUS', 'change in kappa with Russia')
    """

    kind: str = ""
    measure: str = ""
    state: str = ""
    partner: str = ""
    part: str = ""
    form: str = ""
    state_name: str = ""
    partner_name: str = ""
    digits: int = 2

    def fill(self, form: str, whose: bool = True) -> str:
        """Put names in the places of a form; ``whose=False`` leaves out whose it is.

        Examples
        --------
        >>> q = Quantity(state="USA", state_name="the United States")
        >>> q.fill("kappa{of}"), q.fill("kappa{of}", whose=False), q.fill("{state}'s kappa")
        ('kappa of the United States', 'kappa', "the United States's kappa")
        """
        state, partner = self.state_name or self.state, self.partner_name or self.partner
        text = form.replace("{of}", f" of {state}" if whose else "")
        return text.replace("{state}", state).replace("{partner}", partner)

    def words(self) -> str:
        """Return the quantity in words, names and all."""
        return self.fill(self.form)

    def short(self) -> str:
        """Return the words for a table whose caption says whose votes it is about.

        Marks of code are left out, as a cell has none.
        """
        return self.fill(self.form, whose=False).replace("`", "")

    def named(self, state: str = "", partner: str = "") -> Quantity:
        """Return the same with names for the codes."""
        return replace(
            self, state_name=state or self.state_name, partner_name=partner or self.partner_name
        )

    def asked(self, kind: str, form: str, digits: int = 2) -> Quantity:
        """Return what a method makes of a series of this quantity, such as a change of level."""
        return replace(self, kind=kind, form=form, digits=digits)


#: Nothing said in fields: words then stand as they are given.
UNSAID = Quantity()
