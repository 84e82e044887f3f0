//! Natives of package unicode, over tables of the Unicode version Go has.

use minigo_runtime::native::{NativeCx, NativeDef, Words};
use minigo_runtime::typedesc::GoStr;

use crate::unicode_tables as tables;

/// Whether a table of ascending ranges has the character.
fn contains(table: &[(u32, u32)], c: u32) -> bool {
    let i = table.partition_point(|&(_, high)| high < c);
    table.get(i).is_some_and(|&(low, _)| low <= c)
}

/// `strconv.IsPrint` and `unicode.IsPrint`.
pub fn is_print(c: u32) -> bool {
    if c < 0x7F { c >= 0x20 } else { contains(tables::PRINT, c) }
}

/// `strconv.IsGraphic` and `unicode.IsGraphic`.
pub fn is_graphic(c: u32) -> bool {
    contains(tables::GRAPHIC, c)
}

/// The character in another case: 0 upper, 1 lower, 2 title.
fn to_case(case: usize, c: u32) -> u32 {
    let i = tables::CASES.partition_point(|&(_, high, _)| high < c);
    let Some(&(low, _, deltas)) = tables::CASES.get(i) else { return c };
    if c < low {
        return c;
    }
    let delta = deltas[case];
    if delta == tables::ALTERNATE {
        let offset = (c - low) & !1;
        return low + (offset | (case as u32 & 1));
    }
    c.wrapping_add_signed(delta)
}

fn simple_fold(c: u32) -> u32 {
    if let Ok(i) = tables::FOLDS.binary_search_by_key(&c, |&(from, _)| from) {
        return tables::FOLDS[i].1;
    }
    let lower = to_case(1, c);
    if lower != c { lower } else { to_case(0, c) }
}

macro_rules! predicates {
    ($($function:ident = $table:ident;)*) => {
        $(fn $function(_: &mut NativeCx, mut args: Words) {
            let found = contains(tables::$table, args.u32(0));
            args.set_bool(0, found);
        })*
    };
}

predicates! {
    is_letter = LETTER;
    is_mark = MARK;
    is_number = NUMBER;
    is_digit = DIGIT;
    is_punct = PUNCT;
    is_symbol = SYMBOL;
    is_upper = UPPER;
    is_lower = LOWER;
    is_title = TITLE;
    is_space = SPACE;
    native_is_graphic = GRAPHIC;
}

fn native_is_print(_: &mut NativeCx, mut args: Words) {
    let printable = is_print(args.u32(0));
    args.set_bool(0, printable);
}

fn native_to(_: &mut NativeCx, mut args: Words) {
    let c = to_case(args.usize(0) % 3, args.u32(1));
    args.set_int(0, i64::from(c.cast_signed()));
}

fn native_fold(_: &mut NativeCx, mut args: Words) {
    let c = simple_fold(args.u32(0));
    args.set_int(0, i64::from(c.cast_signed()));
}

/// Sets of code points, one a line: name, then ranges by ascending value.
static SETS: &str = include_str!("unicode_sets.txt");

/// The ranges of the named set; the text is static.
fn table_text(_: &mut NativeCx, mut args: Words) {
    let name = args.str(0);
    let ranges = SETS.lines().find_map(|line| {
        let (known, ranges) = line.split_once(' ')?;
        (known.as_bytes() == name).then_some(ranges)
    });
    let ranges = ranges.unwrap_or_default();
    args.set_str(0, GoStr { ptr: ranges.as_ptr(), len: ranges.len() });
}

/// The natives of package unicode.
pub const NATIVES: &[NativeDef] = &[
    NativeDef { name: "unicode.isLetter", func: is_letter },
    NativeDef { name: "unicode.IsMark", func: is_mark },
    NativeDef { name: "unicode.isNumber", func: is_number },
    NativeDef { name: "unicode.isDigit", func: is_digit },
    NativeDef { name: "unicode.IsPunct", func: is_punct },
    NativeDef { name: "unicode.IsSymbol", func: is_symbol },
    NativeDef { name: "unicode.isUpper", func: is_upper },
    NativeDef { name: "unicode.isLower", func: is_lower },
    NativeDef { name: "unicode.IsTitle", func: is_title },
    NativeDef { name: "unicode.isSpace", func: is_space },
    NativeDef { name: "unicode.IsGraphic", func: native_is_graphic },
    NativeDef { name: "unicode.IsPrint", func: native_is_print },
    NativeDef { name: "unicode.to", func: native_to },
    NativeDef { name: "unicode.tableText", func: table_text },
    NativeDef { name: "unicode.simpleFold", func: native_fold },
];
