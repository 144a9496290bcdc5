/** English texts; the other languages have the same keys. */
const texts = {
  config: {
    title: "Configuration",
  },
};

export default texts;
