//! How long healthy people of an age take for the tests of function.

use gait::function::FunctionTest;
use schemars::JsonSchema;
use serde::Serialize;

/// Times above `limit_s` are longer than the average of apparently healthy people of this age; that is all they say.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
pub struct FunctionReference {
    /// Youngest, whole years.
    pub low_age: u8,
    /// Oldest, whole years.
    pub high_age: u8,
    /// Mean, where the source gives it.
    pub mean_s: Option<f64>,
    /// Longer than this is longer than the average of the age, seconds.
    pub limit_s: f64,
    /// Author, year, journal.
    pub source: &'static str,
}

/// Bohannon RW (2006), Reference values for the timed up and go test: a descriptive meta-analysis, J Geriatr Phys Ther
/// 29(2):64–68: means and the upper ends of their 95 % confidence intervals.
const TIMED_UP_AND_GO: [(u8, u8, f64, f64); 3] = [(60, 69, 8.1, 9.0), (70, 79, 9.2, 10.2), (80, 99, 11.3, 12.7)];
/// Bohannon RW (2006), Reference values for the five-repetition sit-to-stand test: a descriptive meta-analysis of data from
/// elders, Percept Mot Skills 103:215–222: times beyond which performance is worse than average.
const FIVE_TIMES: [(u8, u8, f64); 3] = [(60, 69, 11.4), (70, 79, 12.6), (80, 89, 14.8)];

/// The reference for an age in years; `None` below 60, where the sources give none.
pub fn function_reference(test: FunctionTest, age_years: Option<f64>) -> Option<FunctionReference> {
    let age = age_years?.floor();
    let fits = |low: u8, high: u8| (f64::from(low)..=f64::from(high)).contains(&age);
    match test {
        FunctionTest::TimedUpAndGo => TIMED_UP_AND_GO
            .into_iter()
            .find(|(low, high, ..)| fits(*low, *high))
            .map(|(low_age, high_age, mean_s, limit_s)| FunctionReference {
                low_age,
                high_age,
                mean_s: Some(mean_s),
                limit_s,
                source: "Bohannon 2006, J Geriatr Phys Ther 29(2):64",
            }),
        FunctionTest::FiveTimesSitToStand => {
            FIVE_TIMES
                .into_iter()
                .find(|(low, high, _)| fits(*low, *high))
                .map(|(low_age, high_age, limit_s)| FunctionReference {
                    low_age,
                    high_age,
                    mean_s: None,
                    limit_s,
                    source: "Bohannon 2006, Percept Mot Skills 103:215",
                })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_follow_age_and_end_where_the_sources_end() {
        let limit = |test, age| function_reference(test, Some(age)).map(|reference| reference.limit_s);
        assert_eq!(limit(FunctionTest::TimedUpAndGo, 69.9), Some(9.0));
        assert_eq!(limit(FunctionTest::TimedUpAndGo, 70.0), Some(10.2));
        assert_eq!(limit(FunctionTest::TimedUpAndGo, 59.9), None);
        assert_eq!(limit(FunctionTest::FiveTimesSitToStand, 85.0), Some(14.8));
        assert_eq!(limit(FunctionTest::FiveTimesSitToStand, 95.0), None);
        assert_eq!(function_reference(FunctionTest::TimedUpAndGo, None), None);
    }
}
