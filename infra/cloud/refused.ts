/** A reason not to go on that is told in one line, without a stack. */
export class Refused extends Error {}
