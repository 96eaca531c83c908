//! The frame around every page: navigation, the banner of a running session, and what is said when the program is gone.

use crate::context::Context;
use crate::safety;
use maud::{DOCTYPE, Markup, html};

/// The places of the navigation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Section {
    Start,
    Patients,
    Session,
    Files,
    Settings,
    /// Nothing of the navigation is the current page.
    None,
}

const SECTIONS: [(Section, &str, &str); 5] = [
    (Section::Start, "/", "app-nav-start"),
    (Section::Patients, "/patients", "app-nav-patients"),
    (Section::Session, "/session", "app-nav-session"),
    (Section::Files, "/files", "app-nav-files"),
    (Section::Settings, "/settings", "app-nav-settings"),
];

/// What a page is made of.
pub(super) struct Page<'a> {
    pub title: String,
    pub place: Section,
    /// Scripts beside `app.js`, by name under `/static/`.
    pub scripts: &'a [&'a str],
    /// Wider than text: live view and report.
    pub wide: bool,
    pub body: Markup,
}

impl<'a> Page<'a> {
    pub(super) fn new(title: String, place: Section, body: Markup) -> Page<'a> {
        Page {
            title,
            place,
            scripts: &[],
            wide: false,
            body,
        }
    }

    pub(super) fn scripts(self, scripts: &'a [&'a str]) -> Page<'a> {
        Page { scripts, ..self }
    }

    pub(super) fn wide(self) -> Page<'a> {
        Page { wide: true, ..self }
    }

    pub(super) fn show(self, context: &Context) -> Markup {
        let app = &context.app;
        let running = app.controller.is_recording();
        html! {
            (DOCTYPE)
            html lang=(context.words().language().tag()) {
                (head(&self.title, self.scripts))
                body data-revision=(app.controller.revision()) {
                    a.skip href="#main" { (context.say("app-skip")) }
                    header.top {
                        a.brand href="/" { "gaitscope" }
                        nav aria-label=(context.say("app-nav-label")) {
                            ul {
                                @for (place, address, key) in SECTIONS {
                                    li {
                                        a href=(address) aria-current=[(place == self.place).then_some("page")] {
                                            (context.say(key))
                                        }
                                    }
                                }
                            }
                        }
                    }
                    @if app.demo { aside.demo aria-label="Demo" { (context.say("app-demo-banner")) } }
                    div #lost .banner.bad role="alert" hidden data-back=(context.say("app-lost-back")) {
                        strong { (context.say("app-lost-title")) } " " (context.say("app-lost-text"))
                    }
                    @if running && self.place != Section::Session {
                        aside.banner.live aria-label=(context.say("app-step-live")) {
                            span { (context.say("app-running-banner")) } " "
                            a href="/session" { (context.say("app-running-go")) }
                        }
                    }
                    main #main .wide[self.wide] tabindex="-1" {
                        (self.body)
                    }
                    footer.foot { p { (context.say("app-footer")) } }
                }
            }
        }
    }
}

/// The head of every page. Only own style and scripts, so that the content policy can forbid the rest.
pub(super) fn head(title: &str, scripts: &[&str]) -> Markup {
    html! {
        head {
            meta charset="utf-8";
            meta name="viewport" content="width=device-width, initial-scale=1";
            meta name="robots" content="noindex";
            title { (title) " · gaitscope" }
            link rel="icon" href="/static/icon.svg" type="image/svg+xml";
            @if scripts.contains(&"live.js") { link rel="stylesheet" href="/static/vendor/uPlot.min.css"; }
            link rel="stylesheet" href="/static/app.css";
            script src="/static/app.js" defer {}
            @for script in scripts { script src={ "/static/" (script) } defer {} }
        }
    }
}

/// The hidden fields that prove that a form came from this page, and tell it from others of the same content.
pub(super) fn csrf(context: &Context) -> Markup {
    html! {
        input type="hidden" name="csrf" value=(context.visitor.csrf);
        // What is sent twice from one page is done once.
        input type="hidden" name="once" value=(safety::name());
    }
}

/// A form of one button.
pub(super) fn button_form(context: &Context, action: &str, label: &str, class: &str) -> Markup {
    html! {
        form method="post" action=(action) .inline {
            (csrf(context))
            button type="submit" class=(class) { (label) }
        }
    }
}

/// The ways to the other pages of a list; nothing where it has one page.
pub(super) fn pages(context: &Context, page: usize, pages: usize, address: impl Fn(usize) -> String) -> Markup {
    html! {
        @if pages > 1 {
            nav.actions aria-label=(context.say("app-pages")) {
                @if page > 1 { a.button href=(address(page - 1)) { (context.say("app-pages-before")) } }
                span { (context.text("app-pages-at", &[("page", page.into()), ("pages", pages.into())])) }
                @if page < pages { a.button href=(address(page + 1)) { (context.say("app-pages-after")) } }
            }
        }
    }
}
