/** English texts; the other languages have the same keys. */
const texts = {
  sources: {
    title: "Order of sources",
    text: "A value that a higher source has set is not overwritten by a lower one; empty ones are filled by any. Keys and templates say which source they are; those not listed come last.",
    hand: "Entered by hand",
    api: "Programs that name no source",
    import: "Files that name no source",
    up: "{{name}} higher",
    down: "{{name}} lower",
    drop: "Remove {{name}}",
    add: "Add a source",
    addField: "Another order for a field",
    saved: "Saved. It holds for what is written from now on.",
    source: "Source",
    sourceText: "A short name such as erp, for the order of sources; may be left out.",
    badSource: "1 to 40 of a-z, 0-9, - and _",
    kept: "Kept, because a higher source has set it: {{names}}",
    counted: "Values kept",
  },
};

export default texts;
