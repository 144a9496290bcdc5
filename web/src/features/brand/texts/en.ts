/** English texts; the other languages have the same keys. */
const texts = {
  brand: {
    title: "Company and brand",
  },
};

export default texts;
