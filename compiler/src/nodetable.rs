//! Facts by node.

use minigo_syntax::NodeIds;
use minigo_syntax::ast::NodeId;

/// Nodes of one part of a table. A function body has some hundred.
const PART: usize = 128;

/// Entries of nodes with consecutive ids.
type Part<T> = [Option<T>; PART];

/// A table by [`NodeId`]. Its parts are made when the first of their nodes gets an entry,
/// and stay where they are: a table in one piece would be copied each time it grows.
#[derive(Debug)]
pub struct NodeTable<T> {
    /// Parts for each of the two counters that ids come from.
    parts: [Vec<Option<Box<Part<T>>>>; 2],
}

impl<T> Default for NodeTable<T> {
    fn default() -> NodeTable<T> {
        NodeTable { parts: [Vec::new(), Vec::new()] }
    }
}

impl<T> NodeTable<T> {
    /// The entry of a node.
    pub fn get(&self, id: NodeId) -> Option<&T> {
        let (counter, part, entry) = place(id);
        self.parts[counter].get(part)?.as_ref()?[entry].as_ref()
    }

    /// The entry of a node, to be changed.
    pub fn get_mut(&mut self, id: NodeId) -> Option<&mut T> {
        let (counter, part, entry) = place(id);
        self.parts[counter].get_mut(part)?.as_mut()?[entry].as_mut()
    }

    /// Sets the entry of a node.
    pub fn set(&mut self, id: NodeId, value: T) {
        let (counter, part, entry) = place(id);
        let parts = &mut self.parts[counter];
        if parts.len() <= part {
            parts.resize_with(part + 1, || None);
        }
        let part = parts[part].get_or_insert_with(|| Box::new([const { None }; PART]));
        part[entry] = Some(value);
    }
}

/// The counter of an id, the part and the place in it.
fn place(id: NodeId) -> (usize, usize, usize) {
    let number = (id.0 & !NodeIds::SECOND) as usize;
    (usize::from(id.0 & NodeIds::SECOND != 0), number / PART, number % PART)
}
