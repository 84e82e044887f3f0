//! Size classes: which slot size an object gets, and how spans of a class are cut.
//!
//! The sizes and page counts are Go's (`internal/runtime/gc/sizeclasses.go`), because the
//! same program must allocate the same slots here as there. Everything else is computed
//! from those two columns.
//!
//! A *span class* is a size class and whether its objects are free of pointers (noscan):
//! `class << 1 | noscan`. Objects of the two kinds never share a span, so the collector
//! skips noscan spans whole.

/// Bytes of a page, the unit of spans.
pub const PAGE_BYTES: usize = 8192;
/// log2 of [`PAGE_BYTES`].
pub const PAGE_SHIFT: usize = 13;
/// Number of size classes; class 0 stands for large objects.
pub const NCLASSES: usize = 68;
/// Number of span classes.
pub const NSPAN_CLASSES: usize = NCLASSES * 2;
/// Requests above this are large: a span of their own.
pub const MAX_SMALL_BYTES: usize = 32768 - MALLOC_HEADER_BYTES;
/// The type word in front of small objects with pointers above [`MAX_INLINE_MASK_BYTES`].
pub const MALLOC_HEADER_BYTES: usize = 8;
/// Up to this slot size the pointer mask lies at the end of the span.
pub const MAX_INLINE_MASK_BYTES: usize = 512;
/// Slots from this size up to [`MAX_INLINE_MASK_BYTES`] have inline mark bits.
pub const MIN_INLINE_MARK_BYTES: usize = 16;
/// Bytes of the pointer mask at the end of a page: one bit per word.
pub const INLINE_MASK_BYTES: usize = PAGE_BYTES / 8 / 8;
/// Bytes of the inline mark bits at the end of a page.
pub const INLINE_MARK_BYTES: usize = 128;

/// Where the pointer mask stands in a page whose objects have it there: before the mark bits,
/// if those are in the page, too.
pub const fn mask_offset(has_inline_marks: bool) -> usize {
    let marks = if has_inline_marks { INLINE_MARK_BYTES } else { 0 };
    PAGE_BYTES - marks - INLINE_MASK_BYTES
}
/// Pointer-free objects below this size share tiny blocks.
pub const TINY_BYTES: usize = 16;

/// Slot size per class in bytes.
const SLOT_BYTES: [u16; NCLASSES] = [
    0, 8, 16, 24, 32, 48, 64, 80, 96, 112, 128, 144, 160, 176, 192, 208, 224, 240, 256, 288, 320,
    352, 384, 416, 448, 480, 512, 576, 640, 704, 768, 896, 1024, 1152, 1280, 1408, 1536, 1792,
    2048, 2304, 2688, 3072, 3200, 3456, 4096, 4864, 5376, 6144, 6528, 6784, 6912, 8192, 9472, 9728,
    10240, 10880, 12288, 13568, 14336, 16384, 18432, 19072, 20480, 21760, 24576, 27264, 28672,
    32768,
];

/// Pages of a span per class.
const SPAN_PAGES: [u8; NCLASSES] = [
    0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    1, 1, 1, 2, 1, 2, 1, 2, 1, 3, 2, 3, 1, 3, 2, 3, 4, 5, 6, 1, 7, 6, 5, 4, 3, 5, 7, 2, 9, 7, 5, 8,
    3, 10, 7, 4,
];

/// Class by size in steps of 8 bytes, up to 1024.
const CLASS_BY_8: [u8; 129] = class_by_step::<129>(0, 8);
/// Class by size above 1024 in steps of 128 bytes.
const CLASS_BY_128: [u8; 249] = class_by_step::<249>(1024, 128);

/// A size class with its noscan bit.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[repr(transparent)]
pub struct SpanClass(u8);

impl SpanClass {
    /// The span class of large objects with pointers.
    pub const LARGE_SCAN: SpanClass = SpanClass::new(0, false);
    /// The span class of large objects without.
    pub const LARGE_NOSCAN: SpanClass = SpanClass::new(0, true);
    /// Where tiny blocks come from.
    pub const TINY: SpanClass = SpanClass::new(2, true);

    /// From a size class and whether the objects have no pointers.
    pub const fn new(class: u8, noscan: bool) -> SpanClass {
        debug_assert!((class as usize) < NCLASSES);
        SpanClass(class << 1 | noscan as u8)
    }

    /// As an index of tables with [`NSPAN_CLASSES`] entries.
    #[inline(always)]
    pub const fn index(self) -> usize {
        self.0 as usize
    }

    /// From such an index.
    pub const fn from_index(index: usize) -> SpanClass {
        debug_assert!(index < NSPAN_CLASSES);
        SpanClass(index as u8)
    }

    /// The size class.
    pub const fn class(self) -> u8 {
        self.0 >> 1
    }

    /// Whether the objects have no pointers.
    pub const fn is_noscan(self) -> bool {
        self.0 & 1 != 0
    }

    /// Bytes of a slot; 0 for large objects.
    pub const fn slot_bytes(self) -> usize {
        SLOT_BYTES[self.class() as usize] as usize
    }

    /// Pages of a span.
    pub const fn npages(self) -> usize {
        SPAN_PAGES[self.class() as usize] as usize
    }

    /// Whether the span's page ends with the pointer mask of its objects.
    pub const fn has_inline_mask(self) -> bool {
        !self.is_noscan() && self.class() != 0 && self.slot_bytes() <= MAX_INLINE_MASK_BYTES
    }

    /// Whether the span's page ends with its mark bits.
    pub const fn has_inline_marks(self) -> bool {
        let bytes = self.slot_bytes();
        bytes >= MIN_INLINE_MARK_BYTES && bytes <= MAX_INLINE_MASK_BYTES
    }

    /// Whether each object has a type word in front.
    pub const fn has_header(self) -> bool {
        !self.is_noscan() && self.slot_bytes() > MAX_INLINE_MASK_BYTES
    }

    /// Bytes at the end of the span that are not slots' but metadata.
    pub const fn inline_bytes(self) -> usize {
        let mut bytes = 0;
        if self.has_inline_mask() {
            bytes += INLINE_MASK_BYTES;
        }
        if self.has_inline_marks() {
            bytes += INLINE_MARK_BYTES;
        }
        bytes
    }

    /// Slots of a span. Not for large objects.
    pub const fn nslots(self) -> usize {
        (self.npages() * PAGE_BYTES - self.inline_bytes()) / self.slot_bytes()
    }

    /// The multiplier that turns an offset in the span into a slot index:
    /// `offset * magic >> 32`.
    pub const fn magic(self) -> u32 {
        match self.slot_bytes() {
            0 => 0,
            bytes => (u32::MAX / bytes as u32) + 1,
        }
    }
}

/// Class of the smallest slot with room for `size_bytes`, which is at most 32768.
#[inline(always)]
pub const fn class_of(size_bytes: usize) -> u8 {
    if size_bytes <= 1024 - 8 {
        CLASS_BY_8[size_bytes.div_ceil(8)]
    } else {
        CLASS_BY_128[(size_bytes + 127 - 1024) / 128]
    }
}

/// Bytes that a request for `size_bytes` can really use: the slot, less the header if
/// there is one. What `make` and `append` round capacities to.
pub const fn round_up_size(size_bytes: usize, noscan: bool) -> usize {
    let header =
        if !noscan && size_bytes > MAX_INLINE_MASK_BYTES { MALLOC_HEADER_BYTES } else { 0 };
    if size_bytes <= MAX_SMALL_BYTES {
        return SLOT_BYTES[class_of(size_bytes + header) as usize] as usize - header;
    }
    match size_bytes.checked_next_multiple_of(PAGE_BYTES) {
        Some(rounded) => rounded,
        None => size_bytes,
    }
}

const fn class_by_step<const N: usize>(from_bytes: usize, step_bytes: usize) -> [u8; N] {
    let mut table = [0; N];
    let mut class = 0;
    let mut i = 0;
    while i < N {
        while (SLOT_BYTES[class] as usize) < from_bytes + i * step_bytes {
            class += 1;
        }
        table[i] = class as u8;
        i += 1;
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slots_per_span_are_gos() {
        let nslots = |class, noscan| SpanClass::new(class, noscan).nslots();
        assert_eq!((nslots(1, true), nslots(1, false)), (1024, 1008));
        assert_eq!((nslots(2, true), nslots(2, false)), (504, 496));
        assert_eq!((nslots(5, true), nslots(5, false)), (168, 165));
        assert_eq!((nslots(26, true), nslots(26, false)), (15, 15));
        assert_eq!(nslots(27, false), 14);
        assert_eq!(nslots(65, false), 3);
    }

    #[test]
    fn requests_round_as_in_go() {
        for (size, scan, noscan) in [
            (16, 16, 16),
            (33, 48, 48),
            (520, 568, 576),
            (576, 632, 576),
            (1016, 1016, 1024),
            (1024, 1144, 1024),
            (32760, 32760, 32768),
            (32761, 32768, 32768),
            (32769, 40960, 40960),
        ] {
            assert_eq!(round_up_size(size, false), scan, "scan {size}");
            assert_eq!(round_up_size(size, true), noscan, "noscan {size}");
        }
    }

    #[test]
    fn every_size_gets_the_smallest_slot() {
        for size in 1..=32768 {
            let class = class_of(size) as usize;
            assert!(SLOT_BYTES[class] as usize >= size);
            assert!((SLOT_BYTES[class - 1] as usize) < size);
        }
    }

    #[test]
    fn magic_divides_exactly() {
        for class in 1..NCLASSES {
            let span_class = SpanClass::new(class as u8, true);
            for offset in 0..span_class.npages() * PAGE_BYTES {
                let index = (offset as u64 * u64::from(span_class.magic())) >> 32;
                assert_eq!(index as usize, offset / span_class.slot_bytes());
            }
        }
    }
}
