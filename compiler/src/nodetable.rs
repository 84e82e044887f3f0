//! Facts by node.

use minigo_syntax::ast::NodeId;

/// Nodes of one part of a table. A function body has some hundred.
const PART: usize = 128;

/// A table by [`NodeId`]. Its parts are made when the first of their nodes gets an entry,
/// and stay where they are: a table in one piece would be copied each time it grows.
#[derive(Debug)]
pub struct NodeTable<T> {
    parts: Vec<Option<Box<[Option<T>; PART]>>>,
}

impl<T> Default for NodeTable<T> {
    fn default() -> NodeTable<T> {
        NodeTable { parts: Vec::new() }
    }
}

impl<T> NodeTable<T> {
    /// The entry of a node.
    pub fn get(&self, id: NodeId) -> Option<&T> {
        let part = self.parts.get(id.0 as usize / PART)?.as_ref()?;
        part[id.0 as usize % PART].as_ref()
    }

    /// The entry of a node, to be changed.
    pub fn get_mut(&mut self, id: NodeId) -> Option<&mut T> {
        let part = self.parts.get_mut(id.0 as usize / PART)?.as_mut()?;
        part[id.0 as usize % PART].as_mut()
    }

    /// Sets the entry of a node.
    pub fn set(&mut self, id: NodeId, entry: T) {
        let index = id.0 as usize / PART;
        if self.parts.len() <= index {
            self.parts.resize_with(index + 1, || None);
        }
        let part = self.parts[index].get_or_insert_with(|| Box::new([const { None }; PART]));
        part[id.0 as usize % PART] = Some(entry);
    }
}
