//! The form about a person: filled from the store or from what was typed, each field with the sentence about it, in the
//! page's language.

use crate::context::{Context, Form};
use crate::safety::fields::Fields;
use crate::store_handle::StoreHandleError;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use maud::{Markup, html};
use recording::Side;
use std::collections::BTreeMap;
use store::{Identity, Patient, PatientDetails, StoreError, VisitId};
use wording::{Language, Word};

/// What the store takes, as it is written into files.
const SEXES: [&str; 3] = ["female", "male", "diverse"];
/// Years of birth begin here.
const FIRST_YEAR: f64 = 1880.0;
/// The fields in centimetres: name, label, least and most.
const LENGTHS: [(&str, &str, f64, f64); 4] = [
    ("height", "app-patients-height", 50.0, 260.0),
    ("thigh", "app-patients-thigh", 10.0, 80.0),
    ("shank", "app-patients-shank", 10.0, 80.0),
    ("sensor_height", "app-patients-sensor-height", 0.0, 60.0),
];

/// The sentence about each field that cannot be taken.
pub(super) type Errors = BTreeMap<&'static str, String>;

/// The forms of a person's pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FormOf {
    Details,
    Note,
    Consent,
    Visit(VisitId),
    Deletion,
}

/// A form that was refused: it comes back with what was typed, each sentence at its field.
pub(super) struct Refused {
    pub form: FormOf,
    pub fields: Fields,
    pub errors: Errors,
}

impl Refused {
    /// Where it is this form that was refused.
    pub(super) fn of(refused: Option<&Refused>, form: FormOf) -> Option<&Refused> {
        refused.filter(|refused| refused.form == form)
    }

    /// What was typed into a field of a form, or what stood there.
    pub(super) fn typed<'a>(refused: Option<&'a Refused>, field: &str, otherwise: &'a str) -> &'a str {
        refused.map_or(otherwise, |refused| refused.fields.get(field))
    }

    /// The sentence at a field.
    pub(super) fn said<'a>(refused: Option<&'a Refused>, field: &str) -> Option<&'a String> {
        refused.and_then(|refused| refused.errors.get(field))
    }

    /// The sentences above the form.
    pub(super) fn summary(context: &Context, refused: Option<&Refused>) -> Markup {
        html! { @if let Some(refused) = refused { (field_errors(context, refused.errors.values())) } }
    }
}

/// What the fields of a person say.
pub(super) struct Read {
    pub pseudonym: String,
    pub details: PatientDetails,
    pub identity: Option<Identity>,
}

/// A length as it was typed: every digit of it, and no more.
fn centimetres(language: Language, metres: Option<f64>) -> String {
    let Some(metres) = metres else { return String::new() };
    let text = format!("{}", (metres * 1e5).round() / 1e3);
    match language {
        Language::German => text.replace('.', ","),
        Language::English => text,
    }
}

/// A person of the store as the form's fields.
pub(super) fn filled(context: &Context, patient: &Patient) -> Fields {
    let details = &patient.details;
    let lengths = [
        details.height_m,
        details.thigh_length_m,
        details.shank_length_m,
        details.sensor_height_m,
    ];
    let mut fields = vec![
        ("pseudonym", patient.pseudonym.clone()),
        (
            "name",
            patient
                .identity
                .as_ref()
                .map(|identity| identity.name.clone())
                .unwrap_or_default(),
        ),
        (
            "birth_year",
            details.birth_year.map(|year| year.to_string()).unwrap_or_default(),
        ),
        ("sex", details.sex.clone().unwrap_or_default()),
        ("affected", details.affected_side.map_or("", Side::name).to_owned()),
    ];
    for ((name, ..), metres) in LENGTHS.into_iter().zip(lengths) {
        fields.push((name, centimetres(context.app.language(), metres)));
    }
    Fields::of(
        fields
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect(),
    )
}

/// The sentence under a field.
pub(super) fn field_error(name: &str, said: Option<&String>) -> Markup {
    html! { @if let Some(said) = said { span.field-error id={ (name) "-error" } { (said) } } }
}

/// Above a form that was refused: that nothing was changed, and what is wrong.
pub(super) fn field_errors<'a>(context: &Context, said: impl ExactSizeIterator<Item = &'a String>) -> Markup {
    html! {
        @if said.len() > 0 {
            div.banner.bad role="alert" tabindex="-1" data-focus {
                strong { (context.say("app-form-refused")) }
                ul { @for said in said { li { (said) } } }
            }
        }
    }
}

/// The fields, with what stands in them and what is wrong with it.
pub(super) fn person_fields(context: &Context, fields: &Fields, errors: &Errors) -> Markup {
    let value = |name: &str| fields.get(name).to_owned();
    let error = |name: &'static str| errors.get(name);
    let number = |name: &'static str, key: &str| {
        html! {
            p.field {
                label for=(name) { (context.say(key)) }
                input id=(name) name=(name) value=(value(name)) inputmode="decimal" autocomplete="off"
                    aria-invalid=[error(name).map(|_| "true")];
                (field_error(name, error(name)))
            }
        }
    };
    let sex = value("sex");
    html! {
        (field_errors(context, errors.values()))
        p.field {
            label for="pseudonym" { (context.say("app-patients-pseudonym")) }
            input #pseudonym name="pseudonym" required maxlength="40" autocomplete="off" aria-describedby="pseudonym-help"
                value=(value("pseudonym")) aria-invalid=[error("pseudonym").map(|_| "true")];
            span.soft #pseudonym-help { (context.say("app-patients-pseudonym-help")) }
            (field_error("pseudonym", error("pseudonym")))
        }
        p.field {
            label for="name" { (context.say("app-patients-name")) }
            input #name name="name" maxlength="200" autocomplete="off" aria-describedby="name-help" value=(value("name"));
            span.soft #name-help { (context.say("app-patients-name-help")) }
            (field_error("name", error("name")))
        }
        div.fields {
            (number("birth_year", "app-patients-birth-year"))
            p.field {
                label for="sex" { (context.say("app-patients-sex")) }
                select #sex name="sex" {
                    option value="" { "–" }
                    @for known in SEXES { option value=(known) selected[sex == known] { (context.say(&format!("app-sex-{known}"))) } }
                    // What was written before there was a choice stays.
                    @if !sex.is_empty() && !SEXES.contains(&sex.as_str()) { option value=(sex) selected { (sex) } }
                }
                (field_error("sex", error("sex")))
            }
            @for (name, key, ..) in &LENGTHS[..1] { (number(name, key)) }
            p.field {
                label for="affected" { (context.say("app-patients-affected")) }
                select #affected name="affected" {
                    option value="" { (context.say("app-side-none")) }
                    @for side in Side::BOTH {
                        option value=(side.name()) selected[value("affected") == side.name()] { (context.say(&format!("app-side-{}", side.name()))) }
                    }
                }
            }
            @for (name, key, ..) in &LENGTHS[1..] { (number(name, key)) }
        }
    }
}

/// Why this cannot be a pseudonym.
pub(super) fn pseudonym_problem(context: &Context, text: &str) -> Option<String> {
    let fits = |sign: char| sign.is_ascii_alphanumeric() || matches!(sign, '-' | '_' | '.');
    let begins = text.starts_with(|sign: char| sign.is_ascii_alphanumeric());
    let good = begins && !text.ends_with('.') && text.len() <= 40 && text.chars().all(fits);
    (!good).then(|| context.say("app-patients-pseudonym-wrong"))
}

/// What the fields say.
///
/// # Errors
/// The sentences for the fields that cannot be taken.
pub(super) fn read(context: &Context, fields: &Form) -> Result<Read, Errors> {
    let mut errors = Errors::new();
    let pseudonym = fields.get("pseudonym").to_owned();
    errors.extend(pseudonym_problem(context, &pseudonym).map(|said| ("pseudonym", said)));
    let mut lengths = [None; 4];
    for ((name, _, least, most), length) in LENGTHS.into_iter().zip(&mut lengths) {
        match fields.number(name) {
            Ok(Some(value)) if !(least..=most).contains(&value) => {
                let bounds = [("least", Word::from(least)), ("most", Word::from(most))];
                errors.insert(name, context.text("app-patients-length-range", &bounds));
            }
            Ok(value) => *length = value.map(|centimetres| centimetres / 100.0),
            Err(_) => drop(errors.insert(name, context.say("app-patients-number"))),
        }
    }
    let this_year = Timestamp::now().to_zoned(TimeZone::system()).year();
    let birth_year = match fields.number("birth_year") {
        Ok(None) => None,
        Ok(Some(year)) if year.fract() == 0.0 && (FIRST_YEAR..=f64::from(this_year)).contains(&year) => {
            Some(year as i16)
        }
        Ok(Some(_)) | Err(_) => {
            // As text: a year has no decimal or thousands sign.
            let bounds = [("least", FIRST_YEAR.to_string()), ("most", this_year.to_string())];
            let bounds = bounds.each_ref().map(|(name, year)| (*name, Word::from(year)));
            errors.insert("birth_year", context.text("app-patients-year-range", &bounds));
            None
        }
    };
    if !errors.is_empty() {
        return Err(errors);
    }
    let text = |name: &str| Some(fields.get(name).to_owned()).filter(|text| !text.is_empty());
    let [height_m, thigh_length_m, shank_length_m, sensor_height_m] = lengths;
    Ok(Read {
        pseudonym,
        details: PatientDetails {
            birth_year,
            sex: text("sex"),
            height_m,
            thigh_length_m,
            shank_length_m,
            affected_side: Side::BOTH
                .into_iter()
                .find(|side| side.name() == fields.get("affected")),
            sensor_height_m,
        },
        identity: text("name").map(|name| Identity {
            name,
            ..Identity::default()
        }),
    })
}

/// What the store says of a field, for the field; `None` for other troubles.
pub(super) fn of_store(context: &Context, error: &StoreHandleError) -> Option<(&'static str, String)> {
    match error {
        StoreHandleError::Store(StoreError::PseudonymTaken { .. }) => {
            Some(("pseudonym", context.say("app-patients-pseudonym-taken")))
        }
        StoreHandleError::Store(StoreError::Field { field, .. }) => {
            let at = match *field {
                "pseudonym" | "name" | "title" | "sex" | "note" | "purpose" | "evidence" => *field,
                _ => "pseudonym",
            };
            Some((at, context.say("app-form-signs")))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_shown_as_they_were_typed() {
        for (typed, shown) in [(1.725, "172.5"), (1.72, "172"), (0.4375, "43.75"), (2.0, "200")] {
            assert_eq!(centimetres(Language::English, Some(typed)), shown);
            let again = shown.parse::<f64>().unwrap() / 100.0;
            assert_eq!(again.to_bits(), typed.to_bits(), "saving changes nothing");
        }
        assert_eq!(centimetres(Language::German, Some(1.725)), "172,5");
        assert_eq!(centimetres(Language::German, None), "");
    }
}
