const pattern =
  /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;

/** The time an ISO 8601 duration after `fromMs`; months and years by the calendar, in UTC. Undefined when unreadable. */
export const after = (fromMs: number, duration: string): number | undefined => {
  const found = pattern.exec(duration);
  if (found === null || duration.length < 3 || duration.endsWith('T')) return undefined;
  const [years = 0, months = 0, weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = found
    .slice(1)
    .map((part) => Number(part ?? 0));
  const date = new Date(fromMs);
  date.setUTCFullYear(date.getUTCFullYear() + years, date.getUTCMonth() + months);
  const hoursInAll = (weeks * 7 + days) * 24 + hours;
  return date.getTime() + ((hoursInAll * 60 + minutes) * 60 + seconds) * 1000;
};
