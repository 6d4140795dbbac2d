use serde::Serialize;

/// What a piece of text is, so that a renderer can choose its colour. Meaning never rests on the role alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Ordinary text.
    #[default]
    Plain,
    /// A title or an id.
    Strong,
    /// Less important.
    Dim,
    /// Done, good.
    Good,
    /// Needs a look.
    Warn,
    /// Wrong.
    Bad,
    /// A command or value to type.
    Code,
}

/// One line: pieces of text with their roles. Text holds no newline and no escape code.
pub type Line = Vec<(Role, String)>;

/// A line of plain text.
pub fn line(text: impl Into<String>) -> Line {
    vec![(Role::Plain, text.into())]
}

/// A table cell.
pub type Cell = Line;

/// Which way a column is aligned, and whether it may be cut when the terminal is narrow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Align {
    /// To the left, never cut.
    Left,
    /// To the right, never cut: numbers.
    Right,
    /// To the left, cut with an ellipsis when there is no room: titles.
    Flex,
}

/// Rows under (optional) heads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Table {
    /// Alignment of each column; its length is the number of columns.
    pub columns: Vec<Align>,
    /// Heads; empty for none.
    pub head: Vec<String>,
    /// Rows of as many cells as columns.
    pub rows: Vec<Vec<Cell>>,
}

/// A part of a view.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Block {
    /// A line, wrapped with a hanging indent of its own leading spaces when it is too long.
    Line(Line),
    /// An aligned table.
    Table(Table),
    /// An empty line.
    Gap,
    /// Preformatted text, printed as it is: a diff, a tree, a file.
    Pre(String),
}

/// What people see of a command's data.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct View {
    /// From top to bottom.
    pub blocks: Vec<Block>,
}

impl View {
    /// Adds a line.
    pub fn line(&mut self, line: Line) -> &mut Self {
        self.blocks.push(Block::Line(line));
        self
    }

    /// Adds a line of plain text.
    pub fn text(&mut self, text: impl Into<String>) -> &mut Self {
        self.line(line(text))
    }

    /// Adds an empty line.
    pub fn gap(&mut self) -> &mut Self {
        self.blocks.push(Block::Gap);
        self
    }

    /// Adds a table.
    pub fn table(&mut self, table: Table) -> &mut Self {
        self.blocks.push(Block::Table(table));
        self
    }

    /// Adds preformatted text.
    pub fn pre(&mut self, text: impl Into<String>) -> &mut Self {
        self.blocks.push(Block::Pre(text.into()));
        self
    }

    /// Nothing to show.
    pub fn is_empty(&self) -> bool {
        self.blocks.is_empty()
    }
}
