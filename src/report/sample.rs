//! Made-up analyses for the report's own tests: plausible in every field, computed by nothing but this file.

use super::norms;
use assessment::posture::{Leaning, Posture, Stand, StandingAngle, Sway};
use assessment::shifts::{Changes, ShiftEvent};
use assessment::{
    AbsenceReason, Absent, Analysis, GradeReason, QualityReason, Reason, SensorSummary, SessionQuality, Settings,
};
use assessment::{
    Criterion, Finding, FindingVerdict, Gates, Grade, Interval, MeasureSummary, Pattern, Reference, Shift,
    SideDifference, Verdict,
};
use body::{LongAxisMethod, SegmentCalibration, SideAxisMethod};
use gait::SpeedMethod;
use gait::impact::ShockTransfer;
use gait::regularity::{Direction, Regularity, Variability};
use gait::{
    AngleColumn, AngleSeries, Bout, Comparison, Contact, ContactKind, ContactSource, Curve, CycleCurve, Exclusion,
    Measure, Stride, Turn, Values,
};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;
use recording::{Notice, NoticeCode, Phase, PhaseKind, Protocol, Session, Severity, Side, Site, Source, Subject};
use signal::statistics::median;

/// What kind of recording is made up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Case {
    /// Five sensors, seven minutes, nothing special.
    Healthy,
    /// The same with a clear limp on the left.
    Limp,
    /// Thigh and shank of the right leg only.
    OneSided,
    /// Pelvis only.
    PelvisOnly,
    /// Eleven strides a side: no verdicts.
    Short,
    /// Lost samples, clipping, no standing, swapped suspicion.
    Bad,
    /// Nobody walked.
    NoWalking,
    /// One hour.
    Hour,
}

impl Case {
    pub(crate) const ALL: [Case; 8] = [
        Case::Healthy,
        Case::Limp,
        Case::OneSided,
        Case::PelvisOnly,
        Case::Short,
        Case::Bad,
        Case::NoWalking,
        Case::Hour,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Case::Healthy => "healthy",
            Case::Limp => "limp",
            Case::OneSided => "one-sided",
            Case::PelvisOnly => "pelvis-only",
            Case::Short => "short",
            Case::Bad => "bad",
            Case::NoWalking => "no-walking",
            Case::Hour => "hour",
        }
    }

    fn sites(self) -> Vec<Site> {
        match self {
            Case::OneSided => vec![Site::ThighRight, Site::ShankRight],
            Case::PelvisOnly => vec![Site::Pelvis],
            _ => vec![
                Site::Pelvis,
                Site::ThighLeft,
                Site::ThighRight,
                Site::ShankLeft,
                Site::ShankRight,
            ],
        }
    }

    fn seconds(self) -> f64 {
        match self {
            Case::Short => 24.0,
            Case::NoWalking => 41.0,
            Case::Hour => 3600.0,
            _ => 420.0,
        }
    }

    fn sides(self) -> Vec<Side> {
        if self == Case::OneSided {
            vec![Side::Right]
        } else {
            Side::BOTH.to_vec()
        }
    }
}

/// A measure's made-up level on a side, or `None` where the kit cannot give it.
fn level(case: Case, measure: Measure, side: Side) -> Option<f64> {
    use Measure::*;
    let limp = case == Case::Limp && side == Side::Left;
    let other = case == Case::Limp && side == Side::Right;
    let pelvis = case != Case::OneSided;
    let legs = case != Case::PelvisOnly;
    let both = case != Case::OneSided;
    let value = |value: f64, needed: bool| needed.then_some(value);
    let leg = |spared: f64, loaded: f64, usual: f64| match (limp, other) {
        (true, _) => spared,
        (_, true) => loaded,
        _ => usual,
    };
    match measure {
        StrideTime => Some(1.08),
        StanceTime => value(leg(0.618, 0.702, 0.655), legs),
        SwingTime => value(leg(0.462, 0.378, 0.425), legs),
        StancePercent => value(leg(57.2, 65.0, 60.6), legs),
        StepTime => value(leg(0.575, 0.505, 0.541), both),
        SingleSupportTime => value(leg(0.378, 0.462, 0.425), legs && both),
        InitialDoubleSupportTime => value(if limp { 0.128 } else { 0.117 }, legs && both),
        TerminalDoubleSupportTime => value(if limp { 0.112 } else { 0.118 }, legs && both),
        DoubleSupportPercent => value(21.6, legs && both),
        Cadence => Some(111.2),
        StrideLength => Some(1.29),
        StepLength => value(if limp { 0.61 } else { 0.66 }, legs && both),
        Speed => Some(1.19),
        LateralExcursion => value(0.021, legs),
        PelvicDropRate => value(61.0, pelvis && legs),
        ContactTrough => value(0.52, legs),
        SecondImpactPeak => value(0.18, legs),
        KneeAtContact => value(4.1, legs),
        KneeLoadingPeak => value(if limp { 9.4 } else { 15.1 }, legs),
        KneeLoadingPeakTime => value(12.0, legs),
        KneeLoadingExcursion => value(if limp { 5.3 } else { 11.0 }, legs),
        KneeStanceMinimum => value(2.2, legs),
        KneeSwingPeak => value(if limp { 52.5 } else { 60.8 }, legs),
        KneeSwingGain => value(if limp { 18.0 } else { 23.1 }, legs),
        KneeRange => value(if limp { 50.9 } else { 59.0 }, legs),
        HipAtContact => value(28.0, legs && pelvis),
        HipMinimum => value(if limp { -6.0 } else { -9.5 }, legs && pelvis),
        HipRange => value(if limp { 36.0 } else { 40.5 }, legs && pelvis),
        ThighMaximum => value(21.0, legs),
        ThighMinimum => value(-19.4, legs),
        ThighRange => value(41.2, legs),
        ShankRange => value(76.0, legs),
        Circumduction => value(if limp { 6.1 } else { 3.9 }, legs),
        PelvisTiltMean => value(9.1, pelvis),
        PelvisTiltRange => value(3.1, pelvis),
        PelvisObliquityRange => value(9.2, pelvis),
        PelvisRotationRange => value(12.4, pelvis),
        PelvicDrop => value(if limp { 7.9 } else { 4.8 }, pelvis),
        HipHike => value(4.7, pelvis),
        ShankSwingPeakRate => value(388.0, legs),
        ThighSwingPeakRate => value(201.0, legs),
        PeakTibialAcceleration => value(if other { 24.1 } else { 17.2 }, legs),
        ResultantTibialAcceleration => value(if other { 29.0 } else { 21.5 }, legs),
        TibialTimeToPeak => value(0.018, legs),
        TibialLoadingRate => value(1012.0, legs),
        AttenuationShankThigh => value(0.41, legs),
        AttenuationShankPelvis => value(0.63, legs && pelvis),
        PelvisLoadingPeak => value(3.4, pelvis),
        PelvisPushOffPeak => value(2.9, pelvis),
        HarmonicRatioVertical => value(2.9, pelvis),
        HarmonicRatioForward => value(2.6, pelvis),
        HarmonicRatioSideways => value(2.0, pelvis),
    }
}

fn spread(measure: Measure, level: f64) -> f64 {
    if measure.unit() == "deg" {
        1.4
    } else {
        0.025 * level.abs().max(0.1)
    }
}

/// A made-up analysis; the same each time.
pub(crate) fn analysis(case: Case) -> Analysis {
    let mut random = Pcg64Mcg::seed_from_u64(7);
    let walked = if case == Case::NoWalking {
        Vec::new()
    } else {
        bouts(case)
    };
    let turns = walked
        .windows(2)
        .map(|pair| Turn {
            start_s: pair[0].end_s + 0.3,
            end_s: pair[1].start_s - 0.3,
            angle_deg: 178.0,
        })
        .collect();
    let strides = strides(case, &walked, &mut random);
    let contacts = contacts(&strides, case);
    let measures = measures(case, &strides);
    let side_differences = side_differences(case, &strides);
    Analysis {
        doubts: Vec::new(),
        version: "0.1.0".to_owned(),
        source: Source {
            name: format!("{}-walk", case.name()),
            sha256: "5a1e0c9d7b3f4e2860d1c2b3a4958677869504132a3b4c5d6e7f8091a2b3c4d5".to_owned(),
            files: case
                .sites()
                .iter()
                .map(|site| format!("{site}.csv"))
                .chain(["session.toml".to_owned()])
                .collect(),
        },
        session: session(case),
        settings: Settings::default(),
        duration_s: case.seconds(),
        sensors: sensors(case),
        calibration: calibration(case),
        contact_source: match case {
            Case::NoWalking => None,
            Case::PelvisOnly => Some(ContactSource::Pelvis),
            _ => Some(ContactSource::Shank),
        },
        speed_method: match case {
            Case::NoWalking => None,
            Case::PelvisOnly => Some(SpeedMethod::PelvisPendulum),
            _ => Some(SpeedMethod::ShankStrapdown),
        },
        speed: None,
        contacts,
        bouts: walked,
        turns,
        angles: angles(case),
        cycles: if case == Case::NoWalking {
            Vec::new()
        } else {
            cycles(case, &mut random)
        },
        strides,
        measures,
        side_differences,
        shock_transfer: shock_transfer(case),
        regularity: regularity(case),
        variability: variability(case),
        findings: findings(case),
        loading: None,
        changes: changes(case),
        function_test: None,
        walk_rest_walk: None,
        posture: posture(case),
        profile: Default::default(),
        absent: absent(case),
        quality: quality(case),
        notices: notices(case),
    }
}

fn session(case: Case) -> Session {
    Session {
        schema_version: Some(1),
        date: Some("2026-05-29".to_owned()),
        subject: Subject {
            pseudonym: (case != Case::Short).then(|| "P-0172".to_owned()),
            height_m: Some(1.74),
            age_years: Some(46.0),
            ..Subject::default()
        },
        protocol: Protocol {
            name: Some("walking up and down the corridor".to_owned()),
            phases: vec![Phase {
                kind: PhaseKind::Stand,
                start_s: 0.0,
                end_s: 6.0,
            }],
            ..Protocol::default()
        },
        affected_side: (case == Case::Limp).then_some(Side::Left),
        intake: Default::default(),
        note: None,
        sensors: Vec::new(),
        exchanged: Vec::new(),
    }
}

fn bouts(case: Case) -> Vec<Bout> {
    let mut bouts = Vec::new();
    let mut start = 7.0;
    while start + 13.0 < case.seconds() {
        bouts.push(Bout {
            start_s: start,
            end_s: start + 13.0,
        });
        start += 16.5;
    }
    bouts
}

fn strides(case: Case, bouts: &[Bout], random: &mut Pcg64Mcg) -> Vec<Stride> {
    let mut strides = Vec::new();
    for (k, bout) in bouts.iter().enumerate() {
        for side in case.sides() {
            let mut start = bout.start_s + if side == Side::Left { 0.2 } else { 0.74 };
            let first = start;
            while start + 1.12 < bout.end_s {
                let mut values = Values::default();
                for measure in Measure::ALL {
                    if let Some(level) = level(case, *measure, side) {
                        let noise = random.random_range(-1.0..1.0) + random.random_range(-1.0..1.0);
                        values.set(*measure, level + spread(*measure, level) * noise);
                    }
                }
                let time = values.get(Measure::StrideTime).unwrap();
                let mut excluded = Vec::new();
                if start - first < 1.6 {
                    excluded.push(Exclusion::GaitStart);
                }
                if start + 2.6 > bout.end_s {
                    excluded.push(Exclusion::GaitStop);
                }
                if case == Case::Bad && random.random_range(0.0..1.0) < 0.4 {
                    excluded.push(Exclusion::Gap);
                }
                if case == Case::Short {
                    excluded.clear();
                }
                let stance = values.get(Measure::StanceTime);
                strides.push(Stride {
                    side,
                    bout: k,
                    start_s: start,
                    end_s: start + time,
                    final_contact_s: stance.map(|stance| start + stance),
                    opposite_final_contact_s: None,
                    opposite_initial_contact_s: None,
                    values,
                    excluded_because: excluded,
                });
                start += time;
            }
        }
    }
    strides.sort_by(|a, b| a.start_s.total_cmp(&b.start_s));
    strides
}

fn contacts(strides: &[Stride], case: Case) -> Vec<Contact> {
    let source = if case == Case::PelvisOnly {
        ContactSource::Pelvis
    } else {
        ContactSource::Shank
    };
    let contact = |side, kind, time_s| Contact {
        side,
        kind,
        time_s,
        source,
    };
    let mut contacts: Vec<Contact> = strides
        .iter()
        .flat_map(|stride| {
            let off = stride
                .final_contact_s
                .map(|time| contact(stride.side, ContactKind::FinalContact, time));
            [
                Some(contact(stride.side, ContactKind::InitialContact, stride.start_s)),
                off,
            ]
            .into_iter()
            .flatten()
        })
        .collect();
    contacts.sort_by(|a, b| a.time_s.total_cmp(&b.time_s));
    contacts
}

fn of(strides: &[Stride], measure: Measure, side: Option<Side>) -> Vec<f64> {
    strides
        .iter()
        .filter(|stride| stride.included() && side.is_none_or(|side| side == stride.side))
        .filter_map(|stride| stride.values.get(measure))
        .collect()
}

fn measures(case: Case, strides: &[Stride]) -> Vec<MeasureSummary> {
    let mut rows = Vec::new();
    for measure in Measure::ALL {
        let sides: Vec<Option<Side>> = if measure.comparison() == Comparison::None {
            vec![None]
        } else {
            Side::BOTH.map(Some).to_vec()
        };
        for side in sides {
            let values = of(strides, *measure, side);
            if values.is_empty() {
                continue;
            }
            let n = values.len();
            let value = median(&values);
            let half = 2.2 * spread(*measure, value) / (n as f64).sqrt();
            let reference = match measure {
                Measure::KneeRange => Some((64.7, 3.4, 58.9, 70.7)),
                Measure::KneeLoadingExcursion => Some((11.4, 3.1, 5.9, 16.3)),
                Measure::KneeSwingPeak => Some((61.1, 3.4, 54.6, 66.7)),
                Measure::HipRange => Some((41.4, 3.5, 35.7, 48.0)),
                Measure::ThighRange => Some((41.6, 3.3, 37.4, 47.5)),
                Measure::PelvicDrop => Some((5.0, 1.7, 2.5, 8.1)),
                Measure::PelvisObliquityRange => Some((9.5, 3.5, 4.5, 14.8)),
                _ => None,
            };
            rows.push(MeasureSummary {
                measure: *measure,
                side,
                value,
                unit: measure.unit().to_owned(),
                n,
                interval: (n >= 5).then_some(Interval {
                    low: value - half,
                    high: value + half,
                }),
                spread: spread(*measure, value),
                grade: match case {
                    Case::Bad | Case::PelvisOnly => Grade::C,
                    Case::Short => Grade::B,
                    _ => Grade::A,
                },
                grade_reasons: Vec::new(),
                reference: reference.map(|(mean, sd, p05, p95)| Reference {
                    mean,
                    sd,
                    p05,
                    p95,
                    source: "fukuchi2018".to_owned(),
                }),
                method: "contacts-shank-1".to_owned(),
            });
        }
    }
    rows
}

fn side_differences(case: Case, strides: &[Stride]) -> Vec<SideDifference> {
    let mut rows = Vec::new();
    for measure in Measure::ALL {
        let [left, right] = Side::BOTH.map(|side| of(strides, *measure, Some(side)));
        let limits = match (measure.comparison(), measure.unit()) {
            (Comparison::None, _) => continue,
            (Comparison::LogRatioPercent, _) => (5.7, 4.9),
            (_, "deg") => (4.2, 5.2),
            (_, "%") => (3.5, 3.0),
            (_, "s") => (0.01, 0.01),
            _ => (0.15, 0.2),
        };
        use Measure::*;
        if left.is_empty()
            || right.is_empty()
            || matches!(
                measure,
                StrideTime | Cadence | Speed | StrideLength | DoubleSupportPercent
            )
        {
            continue;
        }
        let pairs = left.len().min(right.len());
        let (left, right) = (median(&left), median(&right));
        let ratio = measure.comparison() == Comparison::LogRatioPercent;
        let difference = if ratio {
            100.0 * (right / left).ln()
        } else {
            right - left
        };
        let scatter = if ratio { 5.0 } else { spread(*measure, left) };
        let half = 2.6 * scatter / (pairs as f64).sqrt();
        let interval = Interval {
            low: difference - half,
            high: difference + half,
        };
        let beyond_noise = interval.low > 0.0 || interval.high < 0.0;
        let mut reasons = Vec::new();
        if pairs < 30 {
            reasons.push(GradeReason::TooFewStrides);
        }
        if case == Case::PelvisOnly {
            reasons.push(GradeReason::WeakSource);
        }
        if case == Case::Bad && measure.unit() == "deg" {
            reasons.push(GradeReason::ZeroAssumed);
        }
        let verdict = if !reasons.is_empty() {
            Verdict::CannotBeJudged
        } else if !beyond_noise {
            Verdict::NotShown
        } else if difference.abs() > f64::max(limits.0, limits.1) {
            Verdict::Shown
        } else {
            Verdict::Small
        };
        rows.push(SideDifference {
            measure: *measure,
            comparison: measure.comparison(),
            difference,
            unit: if ratio {
                "%".to_owned()
            } else {
                measure.unit().to_owned()
            },
            interval,
            clock_uncertainty: 0.0,
            pairs,
            left,
            right,
            gates: Gates {
                beyond_noise,
                beyond_limits: verdict == Verdict::Shown,
                error_limit: Some(limits.0),
                healthy_limit: Some(limits.1),
                quality_reasons: reasons,
            },
            verdict,
            grade: Grade::A,
        });
    }
    rows
}

fn shock_transfer(case: Case) -> Vec<ShockTransfer> {
    let sites = case.sites();
    let pairs = [
        (Side::Left, Site::ShankLeft, Site::ThighLeft),
        (Side::Right, Site::ShankRight, Site::ThighRight),
    ];
    pairs
        .into_iter()
        .filter(|(_, from, to)| case != Case::NoWalking && sites.contains(from) && sites.contains(to))
        .map(|(side, from, to)| ShockTransfer {
            side,
            from,
            to,
            movement_db: -1.4,
            impact_db: -7.9,
            impact_se_db: 0.4,
            n: 140,
        })
        .collect()
}

fn regularity(case: Case) -> Vec<Regularity> {
    let worn = case != Case::NoWalking && case.sites().contains(&Site::Pelvis);
    let rows = [
        (Direction::Vertical, 0.82, 0.88),
        (Direction::Forward, 0.75, 0.83),
        (Direction::Sideways, 0.61, 0.74),
    ];
    rows.into_iter()
        .filter(|_| worn)
        .map(|(direction, step, stride)| Regularity {
            direction,
            step,
            stride,
            n: 25,
        })
        .collect()
}

fn variability(case: Case) -> Vec<Variability> {
    let row = |measure, side| Variability {
        measure,
        side,
        cv_percent: 2.6,
        robust_cv_percent: 2.3,
        n: 140,
    };
    let sides = if case == Case::NoWalking {
        Vec::new()
    } else {
        case.sides()
    };
    sides.into_iter().map(|side| row(Measure::StrideTime, side)).collect()
}

fn curve_names(case: Case) -> Vec<Curve> {
    match case {
        Case::OneSided => vec![Curve::KneeFlexion, Curve::ThighInclination, Curve::ShankInclination],
        Case::PelvisOnly => vec![Curve::PelvisTilt, Curve::PelvisObliquity, Curve::PelvisRotation],
        Case::NoWalking => Vec::new(),
        _ => Curve::ALL
            .into_iter()
            .filter(|curve| *curve != Curve::TrunkLean)
            .collect(),
    }
}

/// Healthy mean with a person's own level; the inclinations from hip, pelvis and knee.
fn healthy(curve: Curve, k: usize) -> f64 {
    let mean = |curve: Curve| norms::band(curve).map_or(0.0, |band| band.mean[k]);
    match curve {
        Curve::ThighInclination => mean(Curve::HipFlexion) - mean(Curve::PelvisTilt),
        Curve::ShankInclination => mean(Curve::HipFlexion) - mean(Curve::PelvisTilt) - mean(Curve::KneeFlexion),
        curve => mean(curve),
    }
}

fn cycles(case: Case, random: &mut Pcg64Mcg) -> Vec<CycleCurve> {
    let mut cycles = Vec::new();
    for curve in curve_names(case) {
        for side in case.sides() {
            let limp = case == Case::Limp && side == Side::Left;
            let mean: Vec<f64> = (0..101)
                .map(|k| {
                    let value = healthy(curve, k);
                    let level = if side == Side::Left { 1.2 } else { -0.6 };
                    level
                        + if limp && curve == Curve::KneeFlexion {
                            0.83 * value + 2.0
                        } else {
                            value
                        }
                })
                .collect();
            let strides = (0..40)
                .map(|_| {
                    let (shift, scale) = (random.random_range(-1.8..1.8), random.random_range(0.95..1.05));
                    mean.iter().map(|value| shift + scale * value).collect()
                })
                .collect();
            cycles.push(CycleCurve {
                curve,
                side,
                sd: vec![1.6; 101],
                n: 148,
                strides,
                final_contact_percent: level(case, Measure::StancePercent, side),
                mean,
            });
        }
    }
    cycles
}

fn angle_column(curve: Curve, side: Option<Side>) -> Option<AngleColumn> {
    Some(match (curve, side) {
        (Curve::KneeFlexion, Some(side)) => AngleColumn::KneeFlexion(side),
        (Curve::HipFlexion, Some(side)) => AngleColumn::HipFlexion(side),
        (Curve::ThighInclination, Some(side)) => AngleColumn::ThighInclination(side),
        (Curve::ShankInclination, Some(side)) => AngleColumn::ShankInclination(side),
        (Curve::PelvisTilt, _) => AngleColumn::PelvisTilt,
        (Curve::PelvisObliquity, _) => AngleColumn::PelvisObliquity,
        (Curve::PelvisRotation, _) => AngleColumn::PelvisRotation,
        _ => return None,
    })
}

fn angles(case: Case) -> AngleSeries {
    let rows = (case.seconds() * 100.0) as usize;
    let mut columns = Vec::new();
    for curve in curve_names(case) {
        let sides: Vec<Option<Side>> = match curve {
            Curve::PelvisTilt | Curve::PelvisObliquity | Curve::PelvisRotation => vec![None],
            _ => case.sides().into_iter().map(Some).collect(),
        };
        for side in sides {
            let column = angle_column(curve, side);
            let offset = if side == Some(Side::Right) { 54 } else { 0 };
            let values = (0..rows)
                .map(|row| {
                    if row % 9000 < 190 && case == Case::Bad {
                        f64::NAN
                    } else {
                        healthy(curve, (row + offset) * 100 / 108 % 101)
                    }
                })
                .collect();
            columns.extend(column.map(|column| (column, values)));
        }
    }
    AngleSeries {
        time_s: (0..rows).map(|row| row as f64 / 100.0).collect(),
        columns,
    }
}

fn sensors(case: Case) -> Vec<SensorSummary> {
    case.sites()
        .into_iter()
        .enumerate()
        .map(|(k, site)| SensorSummary {
            site,
            rate_hz: 100.0,
            start_s: 0.0,
            end_s: case.seconds(),
            samples: (case.seconds() * 100.0) as usize,
            lost_share: if case == Case::Bad { 0.04 * k as f64 } else { 0.001 },
            longest_gap_s: if case == Case::Bad { 1.86 } else { 0.02 },
            clipped_share: if case == Case::Bad { 0.021 } else { 0.0 },
            gravity_mps2: (case != Case::Bad).then_some(9.79),
            clock_uncertainty_s: Some(if case == Case::Bad { 0.012 } else { 0.0 }),
        })
        .collect()
}

fn calibration(case: Case) -> Vec<SegmentCalibration> {
    case.sites()
        .into_iter()
        .enumerate()
        .map(|(k, site)| {
            let failed = case == Case::Bad && k == 1 || case == Case::NoWalking;
            let method = if case == Case::Bad {
                LongAxisMethod::WalkingMean
            } else {
                LongAxisMethod::Standing
            };
            SegmentCalibration {
                site,
                long_axis: (!failed).then_some(method),
                side_axis: (!failed).then_some(SideAxisMethod::Walking),
                rotation: (!failed).then_some([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]),
                eigenvalue_share: Some(0.86),
                offset_uncertainty_deg: (!failed).then_some(if case == Case::Bad { 6.0 } else { 2.0 }),
                refusals: Vec::new(),
            }
        })
        .collect()
}

fn absent(case: Case) -> Vec<Absent> {
    let rows: &[(&str, AbsenceReason)] = match case {
        Case::OneSided => &[
            ("hip_flexion", AbsenceReason::NoPelvisSensor),
            ("pelvis", AbsenceReason::NoPelvisSensor),
            ("knee_flexion", AbsenceReason::OneSidedKit),
        ],
        Case::PelvisOnly => &[
            ("knee_flexion", AbsenceReason::NoShankSensor),
            ("stance", AbsenceReason::ContactsFromPelvis),
        ],
        Case::NoWalking => &[("gait", AbsenceReason::NoWalking)],
        Case::Bad => &[("thigh_left", AbsenceReason::NotCalibrated)],
        _ => &[],
    };
    rows.iter()
        .chain(
            [
                ("trunk_lean", AbsenceReason::NoTrunkSensor),
                ("foot", AbsenceReason::NoFootAnalysis),
            ]
            .iter(),
        )
        .map(|(what, reason)| Absent {
            what: (*what).to_owned(),
            reason: *reason,
        })
        .collect()
}

fn quality(case: Case) -> SessionQuality {
    let (grade, reasons): (Grade, &[QualityReason]) = match case {
        Case::Healthy | Case::Limp | Case::Hour => (Grade::A, &[]),
        Case::OneSided => (Grade::B, &[QualityReason::OneSidedKit]),
        Case::PelvisOnly => (Grade::C, &[QualityReason::ContactsFromPelvis]),
        Case::Short => (Grade::B, &[QualityReason::FewStrides]),
        Case::Bad => (
            Grade::C,
            &[
                QualityReason::MuchLost,
                QualityReason::Clipped,
                QualityReason::NoStandingPhase,
                QualityReason::SensorNotAligned,
                QualityReason::ClocksUncertain,
                QualityReason::ProblemsFound,
            ],
        ),
        Case::NoWalking => (Grade::C, &[QualityReason::NoWalking]),
    };
    SessionQuality {
        grade,
        reasons: reasons.to_vec(),
    }
}

fn notices(case: Case) -> Vec<Notice> {
    match case {
        Case::Bad => {
            let mut notices: Vec<Notice> = (0..5usize)
                .map(|k| {
                    let site = Site::ALL[k];
                    Notice::new(NoticeCode::Gap, Severity::Warning)
                        .at(site)
                        .with("count", k + 1)
                        .with("longest_s", 1.86)
                        .with("lost_percent", 4.0 * k as f64)
                })
                .collect();
            notices.push(
                Notice::new(NoticeCode::FlatSignal, Severity::Problem)
                    .at(Site::ThighRight)
                    .with("count", 2usize)
                    .with("total_s", 1.2),
            );
            notices
        }
        Case::Short => vec![Notice::new(NoticeCode::StartsAndStopsCounted, Severity::Warning)],
        _ => Vec::new(),
    }
}

/// A criterion of a share in per cent.
fn criterion(code: &str, value: f64, limit: f64) -> Criterion {
    Criterion {
        code: code.to_owned(),
        measure: None,
        value: value.is_finite().then_some(value),
        unit: "%".to_owned(),
        interval: value.is_finite().then_some(Interval {
            low: value - 1.0,
            high: value + 1.5,
        }),
        limit,
        met: value.abs() > limit.abs(),
    }
}

/// The limping person spares the left leg, perhaps with a stiff right knee; nobody else shows anything.
fn findings(case: Case) -> Vec<Finding> {
    let judged = matches!(case, Case::Healthy | Case::Limp | Case::Hour);
    Pattern::ALL
        .into_iter()
        .map(|pattern| {
            let (verdict, side, criteria) = match (case, pattern) {
                (Case::Limp, Pattern::AsymmetricLoading) => (
                    FindingVerdict::Shown,
                    Some(Side::Left),
                    vec![
                        criterion("shorter-stance", -12.4, -5.0),
                        criterion("softer-contact", -30.2, -20.0),
                        criterion("less-loading-flexion", f64::NAN, -5.2),
                    ],
                ),
                (Case::Limp, Pattern::StiffKnee) => (
                    FindingVerdict::Possible,
                    Some(Side::Right),
                    vec![criterion("lower-swing-peak", -9.0, -7.0)],
                ),
                _ if judged => (
                    FindingVerdict::NotShown,
                    None,
                    vec![criterion("shorter-stance", 0.4, -5.0)],
                ),
                _ => (FindingVerdict::CannotBeJudged, None, Vec::new()),
            };
            Finding {
                pattern,
                side,
                verdict,
                criteria,
                sensors: case.sites(),
                reasons: if judged {
                    Vec::new()
                } else {
                    vec![Reason::TooFewStrides]
                },
                remarks: Vec::new(),
                grade: Grade::A,
            }
        })
        .collect()
}

/// Within the hour, stride time grows at half time.
fn changes(case: Case) -> Changes {
    if case != Case::Hour {
        return Changes {
            series: if matches!(case, Case::Healthy | Case::Limp) {
                39
            } else {
                0
            },
            ..Changes::default()
        };
    }
    Changes {
        shifts: vec![Shift {
            measure: Measure::StrideTime,
            side: Some(Side::Left),
            of_difference: false,
            onset_s: 1800.0,
            onset_stride: 1500,
            before: 1.08,
            after: 1.14,
            change: 0.06,
            unit: "s".to_owned(),
            interval: Interval { low: 0.05, high: 0.07 },
            limit: 0.03,
            verdict: FindingVerdict::Shown,
            reasons: Vec::new(),
        }],
        events: vec![ShiftEvent {
            onset_s: 1800.0,
            verdict: FindingVerdict::Shown,
            weight: 2.0,
            shifts: vec![0],
        }],
        series: 39,
        ..Changes::default()
    }
}

fn posture(case: Case) -> Option<Posture> {
    (case == Case::Healthy).then(|| Posture {
        stands: vec![Stand {
            start_s: 0.0,
            end_s: 32.0,
            grade: Grade::A,
            sway: Some(Sway {
                forward_mps2: 0.041,
                sideways_mps2: 0.025,
                jerk_mps3: 0.2,
            }),
            leaning: vec![Leaning {
                angle: StandingAngle::PelvisTilt,
                side: None,
                change_deg: -0.7,
            }],
            weight_shifts_s: vec![12.0],
        }],
        changes: Vec::new(),
        against_wall: Vec::new(),
        absent: Vec::new(),
    })
}
