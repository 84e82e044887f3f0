//! Constant values.

/// The value of a constant expression.
#[derive(Clone, Debug, PartialEq)]
pub enum Const {
    /// Not known, because of an error reported elsewhere.
    Unknown,
}
