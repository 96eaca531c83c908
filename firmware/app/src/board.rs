//! What a board has besides the motion chip and the radio.

/// What a measurement of the power supply says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Power {
    /// Of the cell, mV; `None` where it cannot be measured.
    pub cell_mv: Option<u16>,
    /// The charger is at work.
    pub charging: bool,
}

/// LED, battery, button, watchdog, and how to power down.
pub trait Board {
    /// The light by which a sensor is identified.
    fn led(&mut self, on: bool);

    /// Measures the supply; called every ten seconds.
    async fn power(&mut self) -> Power;

    /// The button is down; `false` where there is none.
    fn button(&mut self) -> bool;

    /// Called every quarter of a second while the application lives. A board resets itself when that stops.
    fn feed_watchdog(&mut self);

    /// Powers down; the motion chip, which is armed, or the button starts the firmware anew. Returns only where a board
    /// cannot power down.
    async fn power_down(&mut self);
}
