const underWay = ["waiting", "running", "undoing"];

/** Whether the server is still at something that it does in the background. */
export const isUnderWay = (work: { state: string } | null | undefined) =>
  work != null && underWay.includes(work.state);

/** A share in whole percent; of nothing 0. */
export const percentOf = (done: number, total: number) => (total ? Math.floor((100 * done) / total) : 0);
