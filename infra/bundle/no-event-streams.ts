/** No service that a function calls streams events. What the SDK would do with such streams is 15 kB of each bundle. */
const refuse = (): never => {
  throw new Error('The bundle of a function has no event streams');
};

export class EventStreamSerde {
  constructor() {
    refuse();
  }
}
export const eventStreamSerdeProvider = refuse;
