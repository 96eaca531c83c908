"""Time as a sensor knows it."""


class Clock:
    """A quartz that runs `ppm` too fast, read in microseconds since the firmware started.

    Two times are kept apart: the quartz decides when samples are taken and never steps; what the firmware reports can
    `jump`, as it does when a firmware mends its clock although the protocol forbids it.
    """

    def __init__(self, started, ppm=0.0, age_s=0.0):
        self.started, self.rate, self.age = started, 1 + ppm * 1e-6, age_s
        self.step_us = 0

    def quartz_us(self, true_s):
        return (self.age + (true_s - self.started) * self.rate) * 1e6

    def true_s(self, quartz_us):
        return self.started + (quartz_us / 1e6 - self.age) / self.rate

    def report(self, quartz_us):
        return max(0, round(quartz_us) + self.step_us)

    def device_us(self, true_s):
        return self.report(self.quartz_us(true_s))

    def jump(self, us):
        self.step_us += us
