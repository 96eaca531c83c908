//! Codes: closed lists of what may be said, each with the string that stands in files and the key of its words.

/// Declares a list of codes. A code is written to files as its string, in the order of these strings it is sorted, and
/// its words stand in the wording files at `<kind>-<code>`; `with advice` says that they have an `.advice` too. The
/// report's tests hold every code of every list against every language.
///
/// ```
/// recording::codes! {
///     /// Why a door stays shut.
///     pub enum DoorReason of "door" {
///         NoKey = "no-key" with advice,
///         /// The hinges are worn.
///         Stuck = "stuck",
///     }
/// }
/// assert_eq!(DoorReason::NoKey.code(), "no-key");
/// assert_eq!(DoorReason::NoKey.key(), "door-no-key");
/// assert_eq!(DoorReason::NoKey.advice_key(), Some("door-no-key.advice"));
/// assert_eq!(DoorReason::ALL.len(), 2);
/// ```
#[macro_export]
macro_rules! codes {
    (
        $(#[$meta:meta])*
        pub enum $name:ident of $kind:literal {
            $($(#[$doc:meta])* $variant:ident = $code:literal $(with $advice:ident)?),+ $(,)?
        }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum $name {
            $($(#[$doc])* #[doc = concat!("`", $code, "`, with the words at `", $kind, "-", $code, "`.")] $variant),+
        }

        impl $name {
            /// In the order of their declaration.
            pub const ALL: &'static [$name] = &[$($name::$variant),+];

            /// As in files.
            pub const fn code(self) -> &'static str {
                match self {
                    $($name::$variant => $code),+
                }
            }

            /// The key of its words.
            pub const fn key(self) -> &'static str {
                match self {
                    $($name::$variant => concat!($kind, "-", $code)),+
                }
            }

            /// The key of what to do about it, where something can be done.
            pub const fn advice_key(self) -> Option<&'static str> {
                match self {
                    $($name::$variant => $crate::codes!(@advice $kind, $code $(, $advice)?)),+
                }
            }
        }

        impl Ord for $name {
            fn cmp(&self, other: &$name) -> std::cmp::Ordering {
                self.code().cmp(other.code())
            }
        }

        impl PartialOrd for $name {
            fn partial_cmp(&self, other: &$name) -> Option<std::cmp::Ordering> {
                Some(self.cmp(other))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
                f.pad(self.code())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.code())
            }
        }

        // A reader of files must take any code: later versions add some.
        impl schemars::JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> std::borrow::Cow<'static, str> {
                <String as schemars::JsonSchema>::schema_name()
            }

            fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
                <String as schemars::JsonSchema>::json_schema(generator)
            }
        }
    };
    (@advice $kind:literal, $code:literal) => {
        None
    };
    (@advice $kind:literal, $code:literal, advice) => {
        Some(concat!($kind, "-", $code, ".advice"))
    };
}
