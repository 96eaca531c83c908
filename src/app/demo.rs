//! Invented people for the demonstration: made by the simulation, stored like real ones, in a folder of their own.

use super::store_handle::StoreHandle;
use jiff::{SignedDuration, Timestamp};
use recording::{self, Side};
use simulation::{self, Edit, EditKind, Scenario, presets};
use std::path::Path;
use store::{By, Identity, NewRecording, PatientDetails, Store, StoreError, VisitId};

/// A visit that never was.
struct Invented {
    days_ago: i64,
    title: &'static str,
    scenario: Scenario,
}

/// A limp that gets better: its planted differences shrink.
fn limp(seed: u64, share: f64) -> Scenario {
    let mut scenario = presets::limp(seed);
    for edit in &mut scenario.edits {
        *edit = Edit::new(edit.kind, edit.side, share * edit.size);
    }
    scenario.speed_mps = 1.05 + 0.12 * (1.0 - share);
    scenario
}

/// Fills an empty store; one that holds people is left alone.
pub(crate) async fn fill(store: &StoreHandle) {
    let folder = store.incoming.join("demo");
    let people: [(&str, &str, Vec<Invented>); 3] = [
        (
            "D-001",
            "Ada Example",
            vec![
                Invented {
                    days_ago: 56,
                    title: "",
                    scenario: limp(11, 1.0),
                },
                Invented {
                    days_ago: 28,
                    title: "",
                    scenario: limp(12, 0.6),
                },
                Invented {
                    days_ago: 1,
                    title: "",
                    scenario: limp(13, 0.2),
                },
            ],
        ),
        (
            "D-002",
            "Ben Example",
            vec![Invented {
                days_ago: 9,
                title: "",
                scenario: stiff(21),
            }],
        ),
        (
            "D-003",
            "Cem Example",
            vec![Invented {
                days_ago: 3,
                title: "",
                scenario: presets::healthy(31),
            }],
        ),
    ];
    let empty = store.with(|store| Ok(store.patients("")?.is_empty())).await;
    if !matches!(empty, Ok(true)) {
        return;
    }
    for (pseudonym, name, visits) in people {
        let added = store.with(move |store| {
            let details = PatientDetails {
                birth_year: Some(1974),
                height_m: Some(1.7),
                affected_side: Some(Side::Left),
                ..PatientDetails::default()
            };
            let identity = Identity {
                name: name.to_owned(),
                ..Identity::default()
            };
            let id = store.add_patient(pseudonym, &details, &super::store_handle::by())?;
            store.set_identity(id, Some(&identity), &super::store_handle::by())?;
            Ok(id)
        });
        let patient = match added.await {
            Ok(patient) => patient,
            Err(error) => return tracing::error!("the demonstration cannot be filled: {error}"),
        };
        for invented in visits {
            let into = folder.join(format!("{pseudonym}-{}", invented.days_ago));
            // The store is free for the pages while the person walks.
            let simulated = tokio::task::spawn_blocking(move || (simulation::simulate(&invented.scenario), invented));
            let Ok((simulated, invented)) = simulated.await else {
                return;
            };
            let at = Timestamp::now() - SignedDuration::from_hours(24 * invented.days_ago);
            let stored = store.with(move |store| {
                let by = By {
                    who: "demo".to_owned(),
                    at,
                };
                recording::write_session(&into, &simulated.recording)?;
                let visit = store.add_visit(patient, at, invented.title, &by)?;
                take_in(store, visit, &into, &by)
            });
            if let Err(error) = stored.await {
                return tracing::error!("the demonstration cannot be filled: {error}");
            }
        }
    }
}

fn take_in(store: &mut Store, visit: VisitId, folder: &Path, by: &By) -> Result<(), StoreError> {
    let new = NewRecording {
        protocol: Some("walk_10_m".to_owned()),
        ..NewRecording::default()
    };
    let id = store.add_recording(visit, folder, &new, by)?;
    store.analyze(id, &assessment::Settings::default(), by)?;
    Ok(())
}

fn stiff(seed: u64) -> Scenario {
    let mut scenario = presets::stiff_knee(seed);
    scenario.edits.retain(|edit| edit.kind != EditKind::HipHike);
    scenario
}
