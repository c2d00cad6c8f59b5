import type { Letter } from './letter.ts';

/** A4 in points, with its margins. */
const page = { width: 595, height: 842, left: 56, right: 539, top: 786, bottom: 64 };
const leading = 14;

/** Helvetica's widths in thousandths of its size, as every PDF reader has them; letters that are not listed are taken as average. */
const widths: Readonly<Record<string, number>> = {
  ' ': 278,
  ',': 278,
  '.': 278,
  ':': 278,
  ';': 278,
  '-': 333,
  '(': 333,
  ')': 333,
  '/': 278,
  '|': 260,
  i: 222,
  j: 222,
  l: 222,
  f: 278,
  t: 278,
  r: 333,
  I: 278,
  m: 833,
  M: 833,
  w: 722,
  W: 944,
  '%': 889,
  '@': 1015,
  c: 500,
  k: 500,
  s: 500,
  v: 500,
  x: 500,
  y: 500,
  z: 500,
  J: 500,
  A: 667,
  B: 667,
  E: 667,
  K: 667,
  P: 667,
  S: 667,
  V: 667,
  X: 667,
  Y: 667,
  C: 722,
  D: 722,
  H: 722,
  N: 722,
  R: 722,
  U: 722,
  G: 778,
  O: 778,
  Q: 778,
  F: 611,
  T: 611,
  Z: 611,
  L: 556,
};
const average = 556;

const widthOf = (text: string, size: number): number =>
  [...text].reduce((total, letter) => total + (widths[letter] ?? average), 0) * (size / 1000);

/** The letters of Windows-1252 beyond Latin-1, which the standard fonts know. */
const special: Readonly<Record<string, number>> = {
  '€': 0x80,
  '‚': 0x82,
  ƒ: 0x83,
  '„': 0x84,
  '…': 0x85,
  Š: 0x8a,
  Œ: 0x8c,
  Ž: 0x8e,
  '‘': 0x91,
  '’': 0x92,
  '“': 0x93,
  '”': 0x94,
  '–': 0x96,
  '—': 0x97,
  š: 0x9a,
  œ: 0x9c,
  ž: 0x9e,
  Ÿ: 0x9f,
};
const latinEnd = 0xff;

/** One byte a letter; one that the fonts lack loses its accent, and what has none becomes a question mark. */
const encoded = (text: string): string =>
  [...text]
    .map((letter) => {
      const known = special[letter];
      if (known !== undefined) return String.fromCharCode(known);
      if (letter.charCodeAt(0) <= latinEnd) return letter;
      const plain = letter.normalize('NFD').replace(/\p{M}/gu, '');
      return plain !== '' && [...plain].every((one) => one.charCodeAt(0) <= latinEnd) ? plain : '?';
    })
    .join('')
    .replace(/[\\()]/g, (found) => `\\${found}`);

type Font = 'F1' | 'F2';

/** Fills pages from the top; a line that no longer fits begins the next one. */
const writer = () => {
  const pages: string[][] = [[]];
  let y = page.top;
  const here = (): string[] => pages.at(-1) ?? [];
  return {
    pages,
    down: (points: number): void => {
      y -= points;
      if (y >= page.bottom) return;
      pages.push([]);
      y = page.top;
    },
    text: (text: string, x: number, size: number, font: Font = 'F1'): void => {
      here().push(`BT /${font} ${size} Tf ${x.toFixed(2)} ${y} Td (${encoded(text)}) Tj ET`);
    },
    rule: (weight: number): void => {
      here().push(`${weight} w ${page.left} ${y - 4} m ${page.right} ${y - 4} l S`);
    },
  };
};

type Writer = ReturnType<typeof writer>;

const right = (to: Writer, text: string, size: number, font: Font = 'F1'): void =>
  to.text(text, page.right - widthOf(text, size), size, font);

/** Breaks a text at blanks into lines that fit. */
const wrapped = (text: string, size: number, width: number): readonly string[] => {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && widthOf(longer, size) > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line];
};

const sizes = { title: 18, text: 10, small: 8 };
const detailWidth = 380;

const head = (to: Writer, { from, to: receiver, title, facts }: Letter): void => {
  for (let index = 0; index < Math.max(from.length, receiver.length); index += 1) {
    to.text(receiver[index] ?? '', page.left, sizes.text);
    right(to, from[index] ?? '', sizes.text);
    to.down(leading);
  }
  to.down(3 * leading);
  to.text(title, page.left, sizes.title, 'F2');
  to.down(2 * leading);
  for (const [name, value] of facts) {
    to.text(name, page.left, sizes.text);
    to.text(value, page.left + 70, sizes.text);
    to.down(leading);
  }
  to.down(leading);
};

const charges = (to: Writer, { lines, currency }: Letter): void => {
  to.text('Charges', page.left, sizes.text, 'F2');
  right(to, currency, sizes.text, 'F2');
  to.rule(1);
  to.down(leading + 4);
  for (const { name, detail, amount } of lines) {
    right(to, amount, sizes.text);
    for (const line of wrapped(name, sizes.text, detailWidth)) {
      to.text(line, page.left, sizes.text);
      to.down(leading - 2);
    }
    for (const line of wrapped(detail, sizes.small, detailWidth)) {
      to.text(line, page.left, sizes.small);
      to.down(leading - 3);
    }
    to.down(4);
  }
};

const sums = (to: Writer, letter: Letter): void => {
  to.rule(1);
  to.down(leading + 6);
  for (const { name, amount, strong } of letter.sums) {
    to.text(name, page.left, sizes.text, strong ? 'F2' : 'F1');
    right(to, amount, sizes.text, strong ? 'F2' : 'F1');
    to.down(leading);
  }
  to.down(leading);
  for (const line of wrapped(letter.closing, sizes.text, page.right - page.left)) {
    to.text(line, page.left, sizes.text);
    to.down(leading);
  }
};

const font = (name: string): string =>
  `<< /Type /Font /Subtype /Type1 /BaseFont /${name} /Encoding /WinAnsiEncoding >>`;

const firstPage = 5;

/** The objects of the file: catalogue, pages, the two fonts, then each page with what is on it. */
const objectsOf = (title: string, pages: readonly (readonly string[])[]): readonly string[] => {
  const ids = pages.map((_, index) => `${firstPage + 2 * index} 0 R`);
  return [
    `<< /Type /Catalog /Pages 2 0 R /Lang (en) /ViewerPreferences << /DisplayDocTitle true >> >>`,
    `<< /Type /Pages /Kids [${ids.join(' ')}] /Count ${pages.length} >>`,
    font('Helvetica'),
    font('Helvetica-Bold'),
    ...pages.flatMap((drawn, index) => {
      const shown = `${drawn.join('\n')}\nBT /F1 8 Tf ${page.left} 36 Td (${encoded(title)}, page ${index + 1} of ${pages.length}) Tj ET`;
      return [
        `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${page.width} ${page.height}] /Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> /Contents ${firstPage + 2 * index + 1} 0 R >>`,
        `<< /Length ${shown.length} >>\nstream\n${shown}\nendstream`,
      ];
    }),
  ];
};

/** The bill as PDF 1.4, in the fonts that every reader brings. One letter of the text is one byte, so lengths are bytes. */
export const pdfOf = (letter: Letter): Buffer => {
  const to = writer();
  head(to, letter);
  charges(to, letter);
  sums(to, letter);
  let file = '%PDF-1.4\n%\xe2\xe3\xcf\xd3\n';
  const offsets: number[] = [];
  const objects = objectsOf(letter.title, to.pages);
  objects.forEach((object, index) => {
    offsets.push(file.length);
    file += `${index + 1} 0 obj\n${object}\nendobj\n`;
  });
  const start = file.length;
  const entries = offsets.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('');
  file += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${entries}`;
  file += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`;
  return Buffer.from(file, 'latin1');
};
