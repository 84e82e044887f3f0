//! What the linker makes of a program.

use minigo_bytecode::asm::assemble;
use minigo_runtime::native::{NativeCx, NativeDef, Words};
use minigo_runtime::typedesc::{ITAB_CODE_OFFSET, TypeDesc, tflag};

use super::{LinkError, link};
use crate::image::Image;

const TEXT: &str = r#"
file "main.go"
sig s0 - -> -
sig s1 p -> s
native n0 "test.count" s1
string d0 "hello"
const k0 0x2a
type t0 Int size 8 align 8 ptr 0 period 8 mask - string "int" name "int" comparable plain
type t1 String size 16 align 8 ptr 8 period 16 mask p string "string" name "string" comparable
type t2 Struct size 0 align 1 ptr 0 period 0 mask - string "struct {}" comparable plain
type t3 Map size 8 align 8 ptr 8 period 8 mask p string "map[string]int" elem t0 key t1
type t4 Map size 8 align 8 ptr 8 period 8 mask p string "map[int]struct {}" elem t2 key t0
type t5 Array size 160 align 8 ptr 152 period 16 mask ps string "[10]string" elem t1 len 10 comparable
type t6 Map size 8 align 8 ptr 8 period 8 mask p string "map[[10]string]string" elem t1 key t5
type t7 Func size 8 align 8 ptr 8 period 8 mask p string "func() int"
  results t0
type t8 Interface size 16 align 8 ptr 16 period 16 mask sp string "main.I" name "I" pkg "main" comparable
  imethod "M" "" t7
type t9 Pointer size 8 align 8 ptr 8 period 8 mask p string "*int" elem t0 comparable plain
  method "L" "" t7 -
  method "M" "" t7 f1
itab i0 t8 t9
globals 32
global "main.x" @0 t0
global "main.s" @8 t1
entry f0
func f0 "main.main" s0 frame 4 file 0 line 3
  .table j0 done again
  .line 4:2
  ldi r0, 1
again:
  call.native r2, n0
done:
  ret
func f1 "main.(*int).M" s1 frame 5 file 0 line 9
  .table j0 out
  mov r4, r0
  call r4, f1
  jtab r4, j0
out:
  mov r0, r4
  ret
"#;

fn count(_: &mut NativeCx, mut args: Words) {
    args.set(0, 1);
}

const LIBRARY: &[NativeDef] = &[NativeDef { name: "test.count", func: count }];

fn image() -> &'static Image {
    // The argument of the native is nil.
    let text = TEXT.replace("  call.native", "  ldi r2, 0\n  call.native");
    link(assemble(&text).expect("the text assembles"), LIBRARY).expect("the program links")
}

fn type_desc(image: &Image, index: usize) -> &'static TypeDesc {
    // SAFETY: the linker's descriptors are static.
    unsafe { &*image.types[index] }
}

#[test]
fn calls_and_tables_are_distances() {
    let image = image();
    let [main, method] = &image.funcs[..] else { panic!("two functions") };
    assert_eq!(image.entry, main.entry);
    assert_eq!(image.code[main.func.code.len()] >> 32, 0);
    let words = (method.end as usize - method.entry as usize) / 8;
    let code = &image.code[image.code.len() - words - 1..];
    assert_eq!(code[0] >> 32, 1, "the header has the function's index");
    assert_eq!((code[2] >> 32) as i32, -2, "f1 calls itself from its second word");
    assert_eq!(&*image.tables[0].words, &[0]);
    assert!(image.func_at(method.entry).is_some_and(|func| func.func.name == "main.(*int).M"));
    assert!(image.func_at(method.end).is_none());
    assert_eq!(main.place_at(0).1, 4);
}

#[test]
fn map_groups_have_go_s_layout() {
    let image = image();
    let group_of = |index: usize| {
        // SAFETY: map types have a layout, and that a group, all static.
        let layout = unsafe { &*type_desc(image, index).map };
        // SAFETY: likewise.
        (layout, unsafe { &*layout.group })
    };
    let (layout, group) = group_of(3);
    assert_eq!((layout.slot_bytes, layout.elem_offset), (24, 16));
    assert_eq!((group.size, group.ptr_bytes), (200, 8 + 7 * 24 + 8));
    assert!(layout.update_key && !layout.hash_may_panic);
    // SAFETY: the mask has one bit for each of the 25 words.
    let mask = unsafe { std::slice::from_raw_parts(group.gc_mask, 4) };
    assert_eq!(mask, [0b1001_0010, 0b0010_0100, 0b0100_1001, 0]);
    // The empty element is padded, as in Go.
    let (layout, group) = group_of(4);
    assert_eq!((layout.slot_bytes, group.size, group.ptr_bytes), (16, 136, 0));
    let (layout, group) = group_of(6);
    assert!(layout.indirect_key && !layout.indirect_elem);
    assert_eq!((layout.slot_bytes, layout.elem_offset, group.size), (24, 8, 200));
}

#[test]
fn itabs_have_the_code_of_the_methods() {
    let image = image();
    let (inter, ty) = (type_desc(image, 8), type_desc(image, 9));
    assert_eq!(ty.tflag & tflag::DIRECT, tflag::DIRECT);
    let itab = image.itabs[0];
    let again = image.itab_cache.find(inter, ty).expect("the type has the method");
    assert!(std::ptr::eq(itab, again));
    let code = itab.cast::<u8>().wrapping_add(ITAB_CODE_OFFSET).cast::<*const u64>();
    // SAFETY: one code address follows the itab.
    assert_eq!(unsafe { *code }, image.funcs[1].entry);
    let missing = image.itab_cache.find(inter, type_desc(image, 0)).expect_err("int has no method");
    // SAFETY: names are static.
    assert_eq!(unsafe { missing.as_bytes() }, b"M");
}

#[test]
fn the_data_segment_knows_its_pointers() {
    let image = image();
    assert_eq!(image.data.len(), 4);
    assert_eq!(&*image.data_pointers, &[0b10]);
}

#[test]
fn missing_natives_are_named() {
    let text = TEXT.replace("  call.native", "  ldi r2, 0\n  call.native");
    let error = link(assemble(&text).expect("the text assembles"), &[]).err();
    assert_eq!(error, Some(LinkError::MissingNatives(vec!["test.count".into()])));
}

#[test]
fn wrong_programs_are_refused() {
    let error = link(assemble(TEXT).expect("the text assembles"), LIBRARY).err();
    assert!(matches!(error, Some(LinkError::Rule(_))), "r2 is not set");
}
