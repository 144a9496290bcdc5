/** English texts; the other languages have the same keys. */
const texts = {
  live: {
    alsoHere: "Also here: {{names}}",
    comma: ", ",
  },
};

export default texts;
