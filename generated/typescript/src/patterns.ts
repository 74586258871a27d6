// Generated from src/dlm_codegen/typescript/runtime/src/patterns.ts by `nox -s generate`. Do not edit.
/**
 * The patterns of the published files (SPEC appendix B), in time linear in the text.
 *
 * JavaScript's engines backtrack, and run out of stack on texts of some millions of characters. So
 * a text that is longer than any that a manifest may hold is matched here, by an automaton whose
 * states are made when they are first met.
 */

/** Asks whether a text matches. */
export interface Pattern {
  test(text: string): boolean;
}

const LONGEST_FOR_ENGINE = 4096;

/** Compiles a pattern of the grammar of EM-REG-7, which always begins at the start of the text. */
export function compilePattern(source: string): Pattern {
  const engine = new RegExp(source, "u");
  let automaton: Automaton | undefined;
  return {
    test(text) {
      if (text.length <= LONGEST_FOR_ENGINE) {
        return engine.test(text);
      }
      automaton ??= new Automaton(source);
      return automaton.accepts(text);
    },
  };
}

/** A part of a pattern, one unit or one of several sequences, and how often it may stand. */
interface Atom {
  readonly choice: ReadonlySet<number> | readonly (readonly Atom[])[];
  readonly least: number;
  readonly most: number;
}

/** A place in a pattern: the units that lead on from it, or null where it only forks. */
interface Place {
  readonly units: ReadonlySet<number> | null;
  readonly next: Place[];
}

/** All places that a text can have led to, and the states that the next unit leads to. */
interface State {
  readonly places: readonly Place[];
  readonly accepting: boolean;
  readonly successors: (State | undefined)[];
}

const END: Place = { units: null, next: [] };

class Automaton {
  readonly #start: State;
  readonly #toEnd: boolean;
  readonly #states = new Map<string, State>();
  readonly #numbers = new Map<Place, number>();

  constructor(source: string) {
    const parser = new Parser(source);
    this.#start = this.#state([placeOf(parser.pattern(), END)]);
    this.#toEnd = parser.toEnd;
  }

  accepts(text: string): boolean {
    let state = this.#start;
    for (let index = 0; index < text.length; index++) {
      if (state.accepting && !this.#toEnd) {
        return true;
      }
      if (state.places.length === 0) {
        return false;
      }
      // Patterns name ASCII alone: all other units are alike.
      const unit = Math.min(text.charCodeAt(index), 0x80);
      state = state.successors[unit] ??= this.#successor(state, unit);
    }
    return state.accepting;
  }

  #successor(state: State, unit: number): State {
    return this.#state(
      state.places.filter((place) => place.units?.has(unit)).flatMap((place) => place.next),
    );
  }

  #state(places: readonly Place[]): State {
    const reached = new Set(places);
    for (const place of reached) {
      if (place.units === null) {
        // A set visits what is added to it on the way.
        place.next.forEach((next) => reached.add(next));
      }
    }
    const key = [...reached]
      .map((place) => this.#numberOf(place))
      .sort()
      .join();
    let state = this.#states.get(key);
    if (state === undefined) {
      const waiting = [...reached].filter((place) => place.units !== null);
      state = { places: waiting, accepting: reached.has(END), successors: [] };
      this.#states.set(key, state);
    }
    return state;
  }

  #numberOf(place: Place): number {
    const number = this.#numbers.get(place) ?? this.#numbers.size;
    this.#numbers.set(place, number);
    return number;
  }
}

/** Builds a sequence from its end, so that every place knows what follows it. */
function placeOf(sequence: readonly Atom[], next: Place): Place {
  return sequence.reduceRight((following, atom) => repeated(atom, following), next);
}

function repeated(atom: Atom, next: Place): Place {
  let place = next;
  if (atom.most === Infinity) {
    const loop: Place = { units: null, next: [next] };
    loop.next.push(once(atom, loop));
    place = loop;
  } else {
    for (let optional = atom.least; optional < atom.most; optional++) {
      place = { units: null, next: [next, once(atom, place)] };
    }
  }
  for (let needed = 0; needed < atom.least; needed++) {
    place = once(atom, place);
  }
  return place;
}

function once({ choice }: Atom, next: Place): Place {
  return "has" in choice
    ? { units: choice, next: [next] }
    : { units: null, next: choice.map((sequence) => placeOf(sequence, next)) };
}

class Parser {
  readonly #source: string;
  #position = 0;
  /** Whether the pattern has to match up to the end of the text. */
  toEnd = false;

  constructor(source: string) {
    this.#source = source;
  }

  pattern(): readonly Atom[] {
    this.#expect("^");
    const sequence = this.#sequence();
    this.toEnd = this.#take("$");
    if (this.#position !== this.#source.length) {
      throw this.#unknown();
    }
    return sequence;
  }

  #sequence(): readonly Atom[] {
    const atoms: Atom[] = [];
    while (!["", "$", "|", ")"].includes(this.#source.charAt(this.#position))) {
      const choice = this.#choice();
      atoms.push({ choice, ...this.#repeat() });
    }
    return atoms;
  }

  #choice(): Atom["choice"] {
    if (this.#take("[")) {
      return this.#class();
    }
    if (this.#take("(")) {
      const sequences = [this.#sequence()];
      while (this.#take("|")) {
        sequences.push(this.#sequence());
      }
      this.#expect(")");
      return sequences;
    }
    const [literal] = this.#match(/[A-Za-z0-9/:_-]/y);
    return new Set([literal.charCodeAt(0)]);
  }

  #class(): ReadonlySet<number> {
    const units = new Set<number>();
    while (!this.#take("]")) {
      const [, first = "", last = first] = this.#match(
        /([A-Za-z0-9!*+._~-])(?:-([A-Za-z0-9!*+._~]))?/y,
      );
      for (let unit = first.charCodeAt(0); unit <= last.charCodeAt(0); unit++) {
        units.add(unit);
      }
    }
    return units;
  }

  #repeat(): Pick<Atom, "least" | "most"> {
    if (this.#source.charAt(this.#position) !== "{") {
      return { least: 1, most: 1 };
    }
    const [, least, comma, most] = this.#match(/\{([0-9]+)(,?)([0-9]*)\}/y);
    const unbounded = comma === "," && most === "";
    return {
      least: Number(least),
      most: unbounded ? Infinity : Number(comma === "," ? most : least),
    };
  }

  #take(character: string): boolean {
    const found = this.#source.charAt(this.#position) === character;
    this.#position += found ? 1 : 0;
    return found;
  }

  #expect(character: string): void {
    if (!this.#take(character)) {
      throw this.#unknown();
    }
  }

  #match(expression: RegExp): RegExpExecArray {
    expression.lastIndex = this.#position;
    const match = expression.exec(this.#source);
    if (match === null) {
      throw this.#unknown();
    }
    this.#position = expression.lastIndex;
    return match;
  }

  #unknown(): SyntaxError {
    return new SyntaxError(`${this.#source}: not in the grammar of EM-REG-7 at ${this.#position}`);
  }
}
