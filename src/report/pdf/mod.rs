pub fn render(_: &super::document::Document) -> Result<Vec<u8>, super::ReportError> {
    Ok(vec![])
}
