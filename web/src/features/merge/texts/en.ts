/** English texts; the other languages have the same keys. */
const texts = {
  merge: {
    action: "Merge",
    title: "Merge {{count}} records",
    withOther: "Merge with another …",
    other: "The other record",
    explain:
      "One record stays, the others go into it; everything that belongs to them moves along. It can be taken back at any time.",
    survivor: "Stays",
    field: "Field",
    strategy: "Values come from",
    survivorS: "the record that stays",
    newest: "the record changed last",
    oldest: "the oldest record",
    frequent: "most of the records",
    together: "all together",
    same: "Both have the same values.",
    moves: "Moves along: {{what}}",
    drops: "Stands twice and goes: {{what}}",
    done: "Merged into {{name}}",
    history: "Merges …",
    none: "This record was never merged",
    went: "{{name}} went into this record",
    into: "This record went into {{name}}",
    undo: "Take back",
    undoTitle: "Take this merge back?",
    undoText: "The record that went comes back with what belongs to it.",
    back: "Go back: {{what}}",
    kept: "Changed since and stay: {{what}}",
    stayed: "Moved elsewhere since and stay there: {{what}}",
    undone: "The merge was taken back",
    wasUndone: "taken back {{when}}",
  },
};

export default texts;
