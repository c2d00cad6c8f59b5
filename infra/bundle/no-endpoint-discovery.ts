/** DynamoDB's own address is the region's: nothing is discovered, and its cache would be 8 kB of each bundle. */
export const NODE_ENDPOINT_DISCOVERY_CONFIG_OPTIONS = {
  environmentVariableSelector: () => false,
  configFileSelector: () => false,
  default: false,
};

export const resolveEndpointDiscoveryConfig = <T extends object>(input: T): T => input;
