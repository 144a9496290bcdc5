/** Words of the room, which come with it; the other languages have the same keys. */
const words = {
  units: {
    title: "Teams and units",
    text: "Head office, branches, dealers, stations and agencies, and what each of them keeps to itself.",
    add: "New unit",
    addBelow: "New unit below",
    name: "Name",
    kind: "Kind",
    people: "People",
    keeps: "Keeps to itself",
    nothing: "nothing",
    set: "What others see",
    keepsOf: "What others see of {{name}}",
    keepsText:
      "Holds for everybody outside of this unit and those below it, whatever their role: in lists, counts, search, exports and live changes.",
    records: "{{name}}: records",
    byRole: "as their role says",
    onlyShared: "only what is shared",
    hidden: "Fields that nobody outside sees",
    hiddenOf: "{{name}}: hidden fields",
    saved: "Saved; it holds now",
    take: "Take data along",
    takeOf: "Data of {{name}}",
    takeStart: "Gather into one file",
    takeText:
      "One file with the records, events and files of this unit and those below it, and a page that tells what is in it. Only who made it can take it out, for 14 days. Afterwards, hand over what is left or delete it.",
    takeWhat: "What goes along",
    takeRecords: "Records",
    takeNot: "not: your role does not reach all",
    takeSome: "{{name}} (in part)",
    lend: "Whoever manages units above may take this unit's data along, without what it keeps",
    none: "No units yet",
    noneText: "Units say whose records a role reaches.",
  },
};

export default words;
