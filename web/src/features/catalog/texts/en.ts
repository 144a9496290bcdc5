/** English texts; the other languages have the same keys. */
const texts = {
  catalog: {
    bought: "Bought by",
    inactive: "no longer sold",
    neverSold: "Not sold yet",
  },
};

export default texts;
