/** What schemas look at in a document, which is all that is kept of one that is read. */

/** What is kept of the arrays and objects at one place; see EM-READ-10. */
export interface Shape {
  /** The members of an object that some version defines. */
  readonly members?: Readonly<Record<string, Shape>>;
  /** The shape of the entries of an array. */
  readonly items?: Shape;
  /** More entries than that no version admits, so that they are not judged. */
  readonly most?: number;
}

/** Nothing is kept but how many entries there are. */
export const FLAT: Shape = {};
