//! Times of the gait cycle from contacts.

use super::Measure;
use super::types::{ContactSource, Stride};

/// Fills the temporal measures of every stride. Final contacts and support times are not claimed from the pelvis alone.
pub fn measure(strides: &mut [Stride], source: ContactSource) {
    for stride in strides {
        let duration = stride.end_s - stride.start_s;
        let values = &mut stride.values;
        values.set(Measure::StrideTime, duration);
        values.set(Measure::Cadence, 120.0 / duration);
        if let Some(opposite) = stride.opposite_initial_contact_s {
            values.set(Measure::StepTime, stride.end_s - opposite);
        }
        if source == ContactSource::Pelvis {
            continue;
        }
        let Some(last) = stride.final_contact_s else { continue };
        values.set(Measure::StanceTime, last - stride.start_s);
        values.set(Measure::SwingTime, stride.end_s - last);
        values.set(Measure::StancePercent, 100.0 * (last - stride.start_s) / duration);
        let (Some(opposite_last), Some(opposite_first)) =
            (stride.opposite_final_contact_s, stride.opposite_initial_contact_s)
        else {
            continue;
        };
        // The other foot leaves, swings, lands, and only then this foot leaves: anything else is no walking.
        if opposite_last < opposite_first && opposite_first < last {
            let loading = opposite_last - stride.start_s;
            let unloading = last - opposite_first;
            values.set(Measure::SingleSupportTime, opposite_first - opposite_last);
            values.set(Measure::InitialDoubleSupportTime, loading);
            values.set(Measure::TerminalDoubleSupportTime, unloading);
            values.set(Measure::DoubleSupportPercent, 100.0 * (loading + unloading) / duration);
        }
    }
}
