//! The fields of a form, read once by the guard and handed to the page's code.

use std::sync::Arc;

/// Name and value of each field, in the order of the form; a name may stand several times.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Fields(Arc<Vec<(String, String)>>);

impl Fields {
    pub fn parse(body: &[u8]) -> Fields {
        Fields(Arc::new(form_urlencoded::parse(body).into_owned().collect()))
    }

    /// Fields that were not sent, but are to be shown in a form.
    pub(crate) fn of(fields: Vec<(String, String)>) -> Fields {
        Fields(Arc::new(fields))
    }

    /// The first value of that name without spaces around it; empty where there is none.
    pub fn get(&self, name: &str) -> &str {
        self.iter().find(|(key, _)| *key == name).map_or("", |(_, value)| value)
    }

    /// All values of that name.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0
            .iter()
            .filter(move |(key, _)| key == name)
            .map(|(_, value)| value.trim())
    }

    /// A checked box.
    pub(crate) fn ticked(&self, name: &str) -> bool {
        !self.get(name).is_empty()
    }

    /// A number as people write it, with a comma or a point; `None` where the field is empty.
    ///
    /// # Errors
    /// The text that is no number.
    pub fn number(&self, name: &str) -> Result<Option<f64>, String> {
        let text = self.get(name);
        if text.is_empty() {
            return Ok(None);
        }
        match text.replace(',', ".").parse::<f64>() {
            Ok(number) if number.is_finite() => Ok(Some(number)),
            _ => Err(text.to_owned()),
        }
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(key, value)| (key.as_str(), value.trim()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_keep_order_and_repeats() {
        let fields = Fields::parse(b"a=1&b=%C3%BC+x&a=+2+&n=1,72&bad=x");
        assert_eq!(fields.get("a"), "1");
        assert_eq!(fields.all("a").collect::<Vec<_>>(), ["1", "2"]);
        assert_eq!(fields.get("b"), "ü x");
        assert_eq!(fields.number("n"), Ok(Some(1.72)));
        assert_eq!(fields.number("absent"), Ok(None));
        assert_eq!(fields.number("bad"), Err("x".to_owned()));
    }
}
