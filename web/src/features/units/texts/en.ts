/** English texts; the other languages have the same keys. */
const texts = {
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
    none: "No units yet",
    noneText: "Units say whose records a role reaches.",
  },
};

export default texts;
