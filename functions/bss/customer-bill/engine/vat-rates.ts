/** Rates of one place from a date on, in percent, by category. */
export interface VatPeriod {
  readonly from: string;
  readonly rates: Readonly<Record<string, number>>;
  /** Parts of the country, by postcode, where the standard rate is another. */
  readonly exceptions?: readonly {
    readonly name: string;
    readonly postcode: string;
    readonly standard: number;
  }[];
}

/** Value added tax of European countries with its dates, newest first; facts of github.com/ibericode/vat-rates (MIT). */
export const vatRates: Readonly<Record<string, readonly VatPeriod[]>> = {
  AT: [
    {
      from: '2016-01-01',
      rates: { reduced1: 10, reduced2: 13, standard: 20, parking: 13 },
      exceptions: [
        { name: 'Jungholz', postcode: '6691', standard: 19 },
        { name: 'Mittelberg', postcode: '699[123]', standard: 19 },
      ],
    },
    { from: '0000-01-01', rates: { reduced: 10, standard: 20, parking: 12 } },
  ],
  BE: [{ from: '0000-01-01', rates: { reduced1: 6, reduced2: 12, standard: 21, parking: 12 } }],
  BG: [{ from: '0000-01-01', rates: { reduced: 9, standard: 20 } }],
  CY: [{ from: '0000-01-01', rates: { reduced1: 5, reduced2: 9, standard: 19 } }],
  CZ: [
    { from: '2024-01-01', rates: { reduced: 12, standard: 21 } },
    { from: '0000-01-01', rates: { reduced1: 10, reduced2: 15, standard: 21 } },
  ],
  DE: [
    {
      from: '2021-01-01',
      rates: { reduced: 7, standard: 19 },
      exceptions: [
        { name: 'Büsingen am Hochrhein', postcode: '78266', standard: 0 },
        { name: 'Heligoland', postcode: '27498', standard: 0 },
      ],
    },
    {
      from: '2020-07-01',
      rates: { reduced: 5, standard: 16 },
      exceptions: [
        { name: 'Büsingen am Hochrhein', postcode: '78266', standard: 0 },
        { name: 'Heligoland', postcode: '27498', standard: 0 },
      ],
    },
    {
      from: '0000-01-01',
      rates: { reduced: 7, standard: 19 },
      exceptions: [
        { name: 'Büsingen am Hochrhein', postcode: '78266', standard: 0 },
        { name: 'Heligoland', postcode: '27498', standard: 0 },
      ],
    },
  ],
  DK: [{ from: '0000-01-01', rates: { standard: 25 } }],
  EE: [
    { from: '2025-07-01', rates: { press_publications: 9, reduced: 13, standard: 24 } },
    { from: '2025-01-01', rates: { reduced1: 9, reduced2: 13, standard: 22 } },
    { from: '2024-01-01', rates: { reduced1: 5, reduced2: 9, standard: 22 } },
    { from: '0000-01-01', rates: { reduced: 9, standard: 20 } },
  ],
  ES: [
    {
      from: '0000-01-01',
      rates: { super_reduced: 4, reduced: 10, standard: 21 },
      exceptions: [
        { name: 'Canary Islands', postcode: '(35\\d{3}|38\\d{3})', standard: 0 },
        { name: 'Ceuta', postcode: '(5100[1-5]|5107[0-1]|51081)', standard: 0 },
        { name: 'Melilla', postcode: '(5200[0-6]|5207[0-1]|52081)', standard: 0 },
      ],
    },
  ],
  FI: [
    { from: '2024-09-01', rates: { reduced1: 10, reduced2: 14, standard: 25.5 } },
    { from: '0000-01-01', rates: { reduced1: 10, reduced2: 14, standard: 24 } },
  ],
  FR: [
    {
      from: '2014-01-01',
      rates: { super_reduced: 2.1, reduced1: 5.5, reduced2: 10, standard: 20 },
      exceptions: [
        { name: 'Guadeloupe', postcode: '971\\d{2,}', standard: 8.5 },
        { name: 'Martinique', postcode: '972\\d{2,}', standard: 8.5 },
        { name: 'Guyane', postcode: '973\\d{2,}', standard: 0 },
        { name: 'Reunion', postcode: '974\\d{2,}', standard: 8.5 },
        { name: 'Mayotte', postcode: '976\\d{2,}', standard: 0 },
      ],
    },
    {
      from: '2012-01-01',
      rates: { super_reduced: 2.1, reduced1: 5.5, reduced2: 7, standard: 19.6 },
    },
    { from: '0000-01-01', rates: { super_reduced: 2.1, reduced1: 5.5, standard: 19.6 } },
  ],
  GB: [{ from: '2011-01-04', rates: { standard: 20, reduced: 5 } }],
  GR: [
    {
      from: '2016-06-01',
      rates: { reduced1: 6, reduced2: 13, standard: 24 },
      exceptions: [{ name: 'Mount Athos', postcode: '63086', standard: 0 }],
    },
    { from: '2016-01-01', rates: { reduced1: 6, reduced2: 13.5, standard: 23 } },
    { from: '0000-01-01', rates: { reduced1: 6.5, reduced2: 13, standard: 23 } },
  ],
  HR: [{ from: '0000-01-01', rates: { reduced1: 5, reduced2: 13, standard: 25 } }],
  HU: [{ from: '0000-01-01', rates: { reduced1: 5, reduced2: 18, standard: 27 } }],
  IE: [
    {
      from: '2021-03-01',
      rates: { super_reduced: 4.8, reduced1: 9, reduced2: 13.5, standard: 23, parking: 13.5 },
    },
    {
      from: '2020-09-01',
      rates: { super_reduced: 4.8, reduced1: 9, reduced2: 13.5, standard: 21, parking: 13.5 },
    },
    {
      from: '0000-01-01',
      rates: { super_reduced: 4.8, reduced1: 9, reduced2: 13.5, standard: 23, parking: 13.5 },
    },
  ],
  IT: [
    {
      from: '0000-01-01',
      rates: { super_reduced: 4, reduced1: 5, reduced2: 10, standard: 22 },
      exceptions: [
        { name: "Campione d'Italia", postcode: '22061', standard: 0 },
        { name: 'Livigno', postcode: '23041', standard: 0 },
      ],
    },
  ],
  LT: [{ from: '0000-01-01', rates: { reduced1: 5, reduced2: 9, standard: 21 } }],
  LU: [
    { from: '2024-01-01', rates: { super_reduced: 3, reduced1: 8, standard: 17, parking: 14 } },
    { from: '2023-01-01', rates: { super_reduced: 3, reduced1: 7, standard: 16, parking: 13 } },
    { from: '2016-01-01', rates: { super_reduced: 3, reduced1: 8, standard: 17, parking: 13 } },
    {
      from: '2015-01-01',
      rates: { super_reduced: 3, reduced1: 8, reduced2: 14, standard: 17, parking: 12 },
    },
    {
      from: '0000-01-01',
      rates: { super_reduced: 3, reduced1: 6, reduced2: 12, standard: 15, parking: 12 },
    },
  ],
  LV: [{ from: '0000-01-01', rates: { reduced1: 5, reduced2: 12, standard: 21 } }],
  MT: [{ from: '0000-01-01', rates: { reduced1: 5, reduced2: 7, standard: 18 } }],
  NL: [
    { from: '2019-01-01', rates: { reduced: 9, standard: 21 } },
    { from: '2012-10-01', rates: { reduced: 6, standard: 21 } },
    { from: '0000-01-01', rates: { reduced: 6, standard: 19 } },
  ],
  PL: [{ from: '0000-01-01', rates: { reduced1: 5, reduced2: 8, standard: 23 } }],
  PT: [
    {
      from: '0000-01-01',
      rates: { reduced1: 6, reduced2: 13, standard: 23, parking: 13 },
      exceptions: [
        { name: 'Madeira', postcode: '9[0-4]\\d{2,}', standard: 22 },
        { name: 'Azores', postcode: '9[5-9]\\d{2,}', standard: 18 },
      ],
    },
  ],
  RO: [
    { from: '2025-08-01', rates: { reduced: 11, standard: 21 } },
    { from: '2017-01-01', rates: { reduced1: 5, reduced2: 9, standard: 19 } },
    { from: '2016-01-01', rates: { reduced1: 5, reduced2: 9, standard: 20 } },
    { from: '0000-01-01', rates: { reduced1: 5, reduced2: 9, standard: 24 } },
  ],
  SE: [{ from: '0000-01-01', rates: { reduced1: 6, reduced2: 12, standard: 25 } }],
  SI: [{ from: '0000-01-01', rates: { reduced1: 5, reduced2: 9.5, standard: 22 } }],
  SK: [
    { from: '2025-01-01', rates: { reduced1: 5, reduced2: 19, standard: 23 } },
    { from: '2011-01-01', rates: { reduced: 10, standard: 20 } },
    { from: '0000-01-01', rates: { reduced: 10, standard: 19 } },
  ],
};
