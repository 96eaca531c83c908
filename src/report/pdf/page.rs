//! Pages and the structure tree: layout puts marks on pages, this file draws and tags them.
//!
//! Everything drawn either belongs to a node of the structure tree or is an artifact (rules, backgrounds, page numbers).

use super::text::{Face, Line};
use crate::ReportError;
use crate::figures::{BOLD_FONT, REGULAR_FONT};
use krilla::color::rgb;
use krilla::configure::{Accessibility, ConfigurationBuilder};
use krilla::destination::XyzDestination;
use krilla::geom::{PathBuilder, Point, Rect, Size, Transform};
use krilla::metadata::Metadata;
use krilla::num::NormalizedF32;
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::paint::Fill;
use krilla::surface::Surface;
use krilla::tagging::{Artifact, ArtifactType, ContentTag, Node, SpanTag, TagGroup, TagKind, TagTree};
use krilla::text::{Font, TextDirection};
use krilla::{Document, SerializeSettings};
use krilla_svg::{SurfaceExt, SvgSettings};

/// A4, points.
pub(super) const PAGE: (f32, f32) = (595.28, 841.89);

pub(super) type Color = (u8, u8, u8);

/// Something drawn at a place; y grows downwards.
pub(super) enum Mark {
    Rect {
        x: f32,
        y: f32,
        width: f32,
        height: f32,
        color: Color,
    },
    Disc {
        x: f32,
        y: f32,
        radius: f32,
        color: Color,
    },
    /// A line of text from its baseline.
    Line {
        x: f32,
        baseline: f32,
        line: Line,
        size: f32,
        color: Color,
    },
    Drawing {
        x: f32,
        y: f32,
        width: f32,
        height: f32,
        tree: Box<usvg::Tree>,
    },
}

/// Which part of the structure a mark belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Belongs {
    To(usize),
    Artifact,
    PageNumber,
}

/// The structure tree under construction: nodes by index, node 0 is the root.
pub(crate) struct Structure {
    nodes: Vec<(Option<TagKind>, Vec<Child>)>,
}

enum Child {
    Node(usize),
    Content(krilla::tagging::Identifier),
}

impl Structure {
    pub(super) fn new() -> Structure {
        Structure {
            nodes: vec![(None, Vec::new())],
        }
    }

    /// Adds a node below another.
    pub(super) fn add(&mut self, parent: usize, tag: impl Into<TagKind>) -> usize {
        self.nodes.push((Some(tag.into()), Vec::new()));
        let index = self.nodes.len() - 1;
        self.nodes[parent].1.push(Child::Node(index));
        index
    }

    /// Every node in reading order: its depth, its tag's name, and the names of its children.
    #[cfg(test)]
    pub(crate) fn tags(&self) -> Vec<(usize, String, Vec<String>)> {
        fn name(structure: &Structure, index: usize) -> String {
            let tag = structure.nodes[index].0.as_ref();
            let text = tag.map_or_else(|| "Document".to_owned(), |tag| format!("{tag:?}"));
            text.split('(').next().unwrap_or_default().to_owned()
        }
        fn walk(structure: &Structure, index: usize, depth: usize, all: &mut Vec<(usize, String, Vec<String>)>) {
            let nodes: Vec<usize> = structure.nodes[index]
                .1
                .iter()
                .filter_map(|child| match child {
                    Child::Node(node) => Some(*node),
                    Child::Content(_) => None,
                })
                .collect();
            let children = nodes.iter().map(|node| name(structure, *node)).collect();
            all.push((depth, name(structure, index), children));
            for node in nodes {
                walk(structure, node, depth + 1, all);
            }
        }
        let mut all = Vec::new();
        walk(self, 0, 0, &mut all);
        all
    }

    fn groups(&mut self, index: usize) -> Vec<Node> {
        std::mem::take(&mut self.nodes[index].1)
            .into_iter()
            .map(|child| match child {
                Child::Content(identifier) => Node::Leaf(identifier),
                Child::Node(node) => {
                    let children = self.groups(node);
                    // The root alone has no tag, and no node has the root as its child.
                    let tag = self.nodes[node]
                        .0
                        .take()
                        .unwrap_or(TagKind::from(krilla::tagging::Tag::NonStruct));
                    Node::Group(TagGroup::with_children(tag, children))
                }
            })
            .collect()
    }
}

/// A heading for the outline.
pub(super) struct Bookmark {
    pub level: u8,
    pub text: String,
    pub page: usize,
    pub y: f32,
}

/// The finished layout.
pub(crate) struct Pages {
    pub(super) pages: Vec<Vec<(Belongs, Mark)>>,
    pub structure: Structure,
    pub(super) bookmarks: Vec<Bookmark>,
    pub title: String,
    pub language: String,
}

impl Pages {
    pub(crate) fn count(&self) -> usize {
        self.pages.len()
    }

    /// The smallest letters on a page, those of its drawings among them, points.
    pub(crate) fn smallest_letters(&self, page: usize) -> f32 {
        fn of_group(group: &usvg::Group) -> f32 {
            let sizes = group.children().iter().map(|node| match node {
                usvg::Node::Group(group) => of_group(group),
                usvg::Node::Text(text) => text
                    .chunks()
                    .iter()
                    .flat_map(|chunk| chunk.spans())
                    .map(|span| span.font_size().get())
                    .fold(f32::INFINITY, f32::min),
                _ => f32::INFINITY,
            });
            sizes.fold(f32::INFINITY, f32::min)
        }
        let sizes = self.pages[page].iter().map(|(_, mark)| match mark {
            Mark::Line { size, .. } => *size,
            Mark::Drawing { width, tree, .. } => of_group(tree.root()) * width / tree.size().width(),
            _ => f32::INFINITY,
        });
        sizes.fold(f32::INFINITY, f32::min)
    }
}

/// Draws all pages and returns the file. The result is checked against PDF/UA-1 as far as a program can.
pub(super) fn write(mut pages: Pages) -> Result<Vec<u8>, ReportError> {
    let fault = |what: &str| ReportError::Pdf(what.to_owned());
    let configuration = ConfigurationBuilder::new()
        .with_accessibility_validator(Accessibility::UA1)
        .finish()
        .map_err(|error| ReportError::Pdf(format!("{error:?}")))?;
    let mut document = Document::new_with(SerializeSettings {
        configuration,
        ..SerializeSettings::default()
    });
    let regular = Font::new(REGULAR_FONT.into(), 0).ok_or_else(|| fault("the font cannot be read"))?;
    let bold = Font::new(BOLD_FONT.into(), 0).ok_or_else(|| fault("the bold font cannot be read"))?;
    document.set_metadata(
        Metadata::new()
            .title(pages.title.clone())
            .language(pages.language.clone())
            .creator("gaitscope".to_owned())
            .producer("gaitscope".to_owned()),
    );
    for marks in std::mem::take(&mut pages.pages) {
        let settings = PageSettings::from_wh(PAGE.0, PAGE.1).ok_or_else(|| fault("the page has no size"))?;
        let mut page = document.start_page_with(settings);
        let mut surface = page.surface();
        for (belongs, mark) in &marks {
            let tag = match (belongs, mark) {
                (Belongs::To(_), Mark::Line { .. }) => ContentTag::Span(SpanTag::empty()),
                (Belongs::To(_), _) => ContentTag::Other,
                (Belongs::Artifact, _) => ContentTag::Artifact(Artifact::with_kind(ArtifactType::Layout)),
                (Belongs::PageNumber, _) => ContentTag::Artifact(Artifact::with_kind(ArtifactType::Footer)),
            };
            let identifier = surface.start_tagged(tag);
            draw(&mut surface, mark, &regular, &bold);
            surface.end_tagged();
            if let Belongs::To(node) = belongs {
                pages.structure.nodes[*node].1.push(Child::Content(identifier));
            }
        }
        surface.finish();
        page.finish();
    }
    let mut tree = TagTree::new().with_lang(Some(pages.language.clone()));
    for node in pages.structure.groups(0) {
        tree.push(node);
    }
    document.set_tag_tree(tree);
    document.set_outline(outline(&pages.bookmarks));
    document
        .finish()
        .map_err(|error| ReportError::Pdf(format!("{error:?}")))
}

/// Headings of level 1 and 2 with those of level 3 below them.
fn outline(bookmarks: &[Bookmark]) -> Outline {
    let mut outline = Outline::new();
    let mut open: Option<OutlineNode> = None;
    for bookmark in bookmarks {
        let place = XyzDestination::new(bookmark.page, Point::from_xy(0.0, bookmark.y));
        let node = OutlineNode::new(bookmark.text.clone(), place);
        match open.as_mut() {
            Some(parent) if bookmark.level > 2 => parent.push_child(node),
            _ => {
                if let Some(done) = open.replace(node) {
                    outline.push_child(done);
                }
            }
        }
    }
    if let Some(done) = open {
        outline.push_child(done);
    }
    outline
}

fn fill(color: Color) -> Fill {
    Fill {
        paint: rgb::Color::new(color.0, color.1, color.2).into(),
        opacity: NormalizedF32::ONE,
        rule: Default::default(),
    }
}

fn draw(surface: &mut Surface, mark: &Mark, regular: &Font, bold: &Font) {
    surface.set_stroke(None);
    match mark {
        Mark::Rect {
            x,
            y,
            width,
            height,
            color,
        } => {
            surface.set_fill(Some(fill(*color)));
            let mut path = PathBuilder::new();
            if let Some(rect) = Rect::from_xywh(*x, *y, *width, *height) {
                path.push_rect(rect);
            }
            if let Some(path) = path.finish() {
                surface.draw_path(&path);
            }
        }
        Mark::Disc { x, y, radius, color } => {
            surface.set_fill(Some(fill(*color)));
            if let Some(path) = disc(*x, *y, *radius) {
                surface.draw_path(&path);
            }
        }
        Mark::Line {
            x,
            baseline,
            line,
            size,
            color,
        } => {
            surface.set_fill(Some(fill(*color)));
            let mut at = *x;
            for piece in &line.pieces {
                let font = if piece.face == Face::Bold { bold } else { regular };
                let start = Point::from_xy(at, *baseline);
                surface.draw_text(
                    start,
                    font.clone(),
                    *size,
                    &piece.text,
                    false,
                    TextDirection::LeftToRight,
                );
                at += piece.width;
            }
        }
        Mark::Drawing {
            x,
            y,
            width,
            height,
            tree,
        } => {
            if let Some(size) = Size::from_wh(*width, *height) {
                surface.push_transform(&Transform::from_translate(*x, *y));
                surface.draw_svg(tree, size, SvgSettings::default());
                surface.pop();
            }
        }
    }
}

/// A circle of four cubic arcs.
fn disc(x: f32, y: f32, r: f32) -> Option<krilla::geom::Path> {
    let k = 0.552_285 * r;
    let mut path = PathBuilder::new();
    path.move_to(x + r, y);
    path.cubic_to(x + r, y + k, x + k, y + r, x, y + r);
    path.cubic_to(x - k, y + r, x - r, y + k, x - r, y);
    path.cubic_to(x - r, y - k, x - k, y - r, x, y - r);
    path.cubic_to(x + k, y - r, x + r, y - k, x + r, y);
    path.close();
    path.finish()
}
