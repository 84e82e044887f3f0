//! The codes of diagnostics: one name for each kind of error.
//!
//! The names are those of Go's type checker where it has one. Syntax errors have the
//! empty code.

macro_rules! codes {
    ($($name:ident = $text:literal;)*) => {
        $(#[allow(missing_docs)] pub const $name: &str = $text;)*

        /// All codes.
        pub const ALL: &[&str] = &[$($text),*];
    };
}

codes! {
    AMBIGUOUS_SELECTOR = "AmbiguousSelector";
    BAD_DECL = "BadDecl";
    BAD_DOT_DOT_DOT_SYNTAX = "BadDotDotDotSyntax";
    BAD_IMPORT_PATH = "BadImportPath";
    BAD_OFFSETOF_SYNTAX = "BadOffsetofSyntax";
    BAD_RECV = "BadRecv";
    BLANK_IFACE_METHOD = "BlankIfaceMethod";
    BLANK_PKG_NAME = "BlankPkgName";
    BROKEN_IMPORT = "BrokenImport";
    CANNOT_INFER_TYPE_ARGS = "CannotInferTypeArgs";
    DIV_BY_ZERO = "DivByZero";
    DUPLICATE_CASE = "DuplicateCase";
    DUPLICATE_DECL = "DuplicateDecl";
    DUPLICATE_DEFAULT = "DuplicateDefault";
    DUPLICATE_FIELD_AND_METHOD = "DuplicateFieldAndMethod";
    DUPLICATE_LIT_FIELD = "DuplicateLitField";
    DUPLICATE_LIT_KEY = "DuplicateLitKey";
    DUPLICATE_METHOD = "DuplicateMethod";
    IMPOSSIBLE_ASSERT = "ImpossibleAssert";
    INCOMPARABLE_MAP_KEY = "IncomparableMapKey";
    INCOMPATIBLE_ASSIGN = "IncompatibleAssign";
    INVALID_APPEND = "InvalidAppend";
    INVALID_ARRAY_LEN = "InvalidArrayLen";
    INVALID_ASSERT = "InvalidAssert";
    INVALID_BLANK = "InvalidBlank";
    INVALID_CALL = "InvalidCall";
    INVALID_CAP = "InvalidCap";
    INVALID_CHAN_ASSIGN = "InvalidChanAssign";
    INVALID_CLEAR = "InvalidClear";
    INVALID_CLOSE = "InvalidClose";
    INVALID_COMPLEX = "InvalidComplex";
    INVALID_COND = "InvalidCond";
    INVALID_CONST_INIT = "InvalidConstInit";
    INVALID_CONST_TYPE = "InvalidConstType";
    INVALID_CONST_VAL = "InvalidConstVal";
    INVALID_EMBED = "InvalidEmbed";
    INVALID_CONVERSION = "InvalidConversion";
    INVALID_COPY = "InvalidCopy";
    INVALID_DECL_CYCLE = "InvalidDeclCycle";
    INVALID_DEFER = "InvalidDefer";
    INVALID_DELETE = "InvalidDelete";
    INVALID_DOT_DOT_DOT = "InvalidDotDotDot";
    INVALID_EXPR_SWITCH = "InvalidExprSwitch";
    INVALID_GO = "InvalidGo";
    INVALID_IFACE_ASSIGN = "InvalidIfaceAssign";
    INVALID_IMAG = "InvalidImag";
    INVALID_IMPORT_CYCLE = "InvalidImportCycle";
    INVALID_INDEX = "InvalidIndex";
    INVALID_INDIRECTION = "InvalidIndirection";
    INVALID_INIT_CYCLE = "InvalidInitCycle";
    INVALID_INIT_DECL = "InvalidInitDecl";
    INVALID_INSTANCE_CYCLE = "InvalidInstanceCycle";
    INVALID_IOTA = "InvalidIota";
    INVALID_ITER_VAR = "InvalidIterVar";
    INVALID_LEN = "InvalidLen";
    INVALID_LIT = "InvalidLit";
    INVALID_LIT_FIELD = "InvalidLitField";
    INVALID_LIT_INDEX = "InvalidLitIndex";
    INVALID_MAIN_DECL = "InvalidMainDecl";
    INVALID_MAKE = "InvalidMake";
    INVALID_METHOD_EXPR = "InvalidMethodExpr";
    INVALID_MIN_MAX_OPERAND = "InvalidMinMaxOperand";
    INVALID_OFFSETOF = "InvalidOffsetof";
    INVALID_PKG_USE = "InvalidPkgUse";
    INVALID_POST_DECL = "InvalidPostDecl";
    INVALID_PTR_EMBED = "InvalidPtrEmbed";
    INVALID_RANGE_EXPR = "InvalidRangeExpr";
    INVALID_REAL = "InvalidReal";
    INVALID_RECEIVE = "InvalidReceive";
    INVALID_RECV = "InvalidRecv";
    INVALID_SELECT_CASE = "InvalidSelectCase";
    INVALID_SEND = "InvalidSend";
    INVALID_SHIFT_COUNT = "InvalidShiftCount";
    INVALID_SHIFT_OPERAND = "InvalidShiftOperand";
    INVALID_SLICE_EXPR = "InvalidSliceExpr";
    INVALID_STRUCT_LIT = "InvalidStructLit";
    INVALID_SYNTAX_TREE = "InvalidSyntaxTree";
    INVALID_TYPE_ARG = "InvalidTypeArg";
    INVALID_TYPE_SWITCH = "InvalidTypeSwitch";
    INVALID_UNION = "InvalidUnion";
    INVALID_UNSAFE_ADD = "InvalidUnsafeAdd";
    INVALID_UNSAFE_SLICE = "InvalidUnsafeSlice";
    INVALID_UNSAFE_SLICE_DATA = "InvalidUnsafeSliceData";
    INVALID_UNSAFE_STRING = "InvalidUnsafeString";
    INVALID_UNTYPED_CONVERSION = "InvalidUntypedConversion";
    MISMATCHED_PKG_NAME = "MismatchedPkgName";
    MISMATCHED_TYPES = "MismatchedTypes";
    MISPLACED_BREAK = "MisplacedBreak";
    MISPLACED_CONSTRAINT_IFACE = "MisplacedConstraintIface";
    MISPLACED_CONTINUE = "MisplacedContinue";
    MISPLACED_FALLTHROUGH = "MisplacedFallthrough";
    MISPLACED_TYPE_PARAM = "MisplacedTypeParam";
    MISSING_BODY = "MissingBody";
    MISSING_FIELD_OR_METHOD = "MissingFieldOrMethod";
    MISSING_INIT_BODY = "MissingInitBody";
    MISSING_LIT_FIELD = "MissingLitField";
    MISSING_LIT_KEY = "MissingLitKey";
    MISSING_MAIN = "MissingMain";
    MISSING_RETURN = "MissingReturn";
    MIXED_STRUCT_LIT = "MixedStructLit";
    NON_NUMERIC_INC_DEC = "NonNumericIncDec";
    NON_SLICEABLE_OPERAND = "NonSliceableOperand";
    NON_VARIADIC_DOT_DOT_DOT = "NonVariadicDotDotDot";
    NOT_AN_EXPR = "NotAnExpr";
    NOT_A_GENERIC_TYPE = "NotAGenericType";
    NOT_A_TYPE = "NotAType";
    NO_NEW_VAR = "NoNewVar";
    NUMERIC_OVERFLOW = "NumericOverflow";
    OUT_OF_SCOPE_RESULT = "OutOfScopeResult";
    OVERSIZE_ARRAY_LIT = "OversizeArrayLit";
    REPEATED_DECL = "RepeatedDecl";
    SWAPPED_MAKE_ARGS = "SwappedMakeArgs";
    SWAPPED_SLICE_INDICES = "SwappedSliceIndices";
    TOO_DEEP = "TooDeep";
    TOO_MANY_VALUES = "TooManyValues";
    TRUNCATED_FLOAT = "TruncatedFloat";
    TYPE_TOO_LARGE = "TypeTooLarge";
    UNADDRESSABLE_FIELD_ASSIGN = "UnaddressableFieldAssign";
    UNADDRESSABLE_OPERAND = "UnaddressableOperand";
    UNASSIGNABLE_OPERAND = "UnassignableOperand";
    UNCALLED_BUILTIN = "UncalledBuiltin";
    UNDECLARED_IMPORTED_NAME = "UndeclaredImportedName";
    UNDECLARED_NAME = "UndeclaredName";
    UNDEFINED_OP = "UndefinedOp";
    UNEXPORTED_LIT_FIELD = "UnexportedLitField";
    UNEXPORTED_NAME = "UnexportedName";
    UNSUPPORTED_FEATURE = "UnsupportedFeature";
    UNTYPED_LIT = "UntypedLit";
    UNTYPED_NIL_USE = "UntypedNilUse";
    UNUSED_EXPR = "UnusedExpr";
    UNUSED_IMPORT = "UnusedImport";
    UNUSED_RESULTS = "UnusedResults";
    UNUSED_VAR = "UnusedVar";
    WRONG_ARG_COUNT = "WrongArgCount";
    WRONG_ASSIGN_COUNT = "WrongAssignCount";
    WRONG_RESULT_COUNT = "WrongResultCount";
    WRONG_TYPE_ARG_COUNT = "WrongTypeArgCount";
}

#[cfg(test)]
mod tests {
    #[test]
    fn codes_are_distinct() {
        let mut all = super::ALL.to_vec();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), super::ALL.len());
    }
}
