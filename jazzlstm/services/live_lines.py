"""The bar lines of a live session: on which beats bars begin, and which plan of the band holds in them."""

from __future__ import annotations

from jazzlstm.band import BandPlan
from jazzlstm.band.form import FormBar
from jazzlstm.music import TICKS_PER_BEAT


class BarLines:
    """Bars count from the first of the solo; a count-in is below 0. Beats are those of the solo."""

    def __init__(self, plan: BandPlan, count_in: int) -> None:
        self.count_in, self.lead = count_in, plan.form.lead_in
        self.plans = {-count_in: plan}
        """By the bar from which a plan holds."""

    def plan_of(self, bar: int) -> BandPlan:
        """The plan that holds in a bar."""
        return self.plans[max(number for number in self.plans if number <= max(bar, min(self.plans)))]

    def beat(self, bar: int) -> float:
        """The beat of the line before a bar."""
        return self.plan_of(bar).form.line(bar + self.count_in) - self.lead

    def tick(self, bar: int) -> int:
        """The tick of the line before a bar."""
        return round(self.beat(bar) * TICKS_PER_BEAT)

    def form_bar(self, bar: int) -> int:
        """The bar of the form; it counts on through the choruses."""
        return self.plan_of(bar).form.form_bar(bar + self.count_in)

    def place(self, bar: int) -> int:
        """The bar of the chorus, from 0."""
        return self.form_bar(bar) % self.plan_of(bar).form.chart.bars

    def laid_out(self, bar: int) -> FormBar:
        """Chords and pulses of a bar, in beats of the performance."""
        return self.plan_of(bar).form.bar(bar + self.count_in)

    def top(self, plan: BandPlan, bar: int) -> float:
        """The beat of a top of the form of ``plan``, from which its harmony counts."""
        form, number = plan.form, bar + self.count_in
        chorus, place = divmod(form.form_bar(number), form.chart.bars)
        above = chorus * form.chart.beats + form.chart.bar_starts()[place]
        return form.line(number) - self.lead - above

    def drop_after(self, bar: int) -> None:
        """Forget the plans of later bars."""
        for number in [number for number in self.plans if number > bar]:
            del self.plans[number]

    def drop_before(self, bar: int, plan: BandPlan) -> None:
        """Forget the plans of earlier bars; ``plan`` holds at this one."""
        for number in [number for number in self.plans if number < bar]:
            del self.plans[number]
        self.plans.setdefault(bar, plan)
