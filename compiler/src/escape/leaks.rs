//! The summary of a parameter: where its value goes.

/// How many results are told apart; values that flow to further ones count as leaked.
pub const MAX_RESULTS: usize = 5;

const HEAP: usize = 0;
const MUTATOR: usize = 1;
const CALLEE: usize = 2;
const RESULT: usize = 3;

/// The fewest dereferences on a path from the parameter to each place, or none.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Leaks([Option<u8>; RESULT + MAX_RESULTS]);

impl Leaks {
    /// What is assumed of functions that cannot be looked into.
    pub fn to_heap() -> Leaks {
        let mut leaks = Leaks::default();
        leaks.add_heap(0);
        leaks
    }

    pub fn heap(&self) -> Option<u8> {
        self.0[HEAP]
    }

    /// To the pointer of an assignment through a pointer.
    pub fn mutator(&self) -> Option<u8> {
        self.0[MUTATOR]
    }

    /// To the function of a call.
    pub fn callee(&self) -> Option<u8> {
        self.0[CALLEE]
    }

    pub fn result(&self, index: usize) -> Option<u8> {
        self.0[RESULT + index]
    }

    pub fn add_heap(&mut self, derefs: i32) {
        self.add(HEAP, derefs);
    }

    pub fn add_mutator(&mut self, derefs: i32) {
        self.add(MUTATOR, derefs);
    }

    pub fn add_callee(&mut self, derefs: i32) {
        self.add(CALLEE, derefs);
    }

    pub fn add_result(&mut self, index: usize, derefs: i32) {
        self.add(RESULT + index, derefs);
    }

    fn add(&mut self, index: usize, derefs: i32) {
        let derefs = derefs.clamp(0, i32::from(u8::MAX) - 1) as u8;
        if self.0[index].is_none_or(|old| derefs < old) {
            self.0[index] = Some(derefs);
        }
    }

    /// Whether the value goes anywhere at all.
    pub fn any(&self) -> bool {
        self.0.iter().any(Option::is_some)
    }

    /// Drops paths that are no shorter than the one to the heap: they say nothing more.
    pub fn optimize(&mut self) {
        let Some(heap) = self.heap() else { return };
        for path in &mut self.0[HEAP + 1..] {
            if path.is_some_and(|derefs| derefs >= heap) {
                *path = None;
            }
        }
    }
}
