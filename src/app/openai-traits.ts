import type { EndpointTraits } from '../adapters/openai/endpoint-traits.ts';
import type { OpenaiEndpointConfiguration } from '../configuration/configuration.ts';

/** What a person states of the endpoint, to be laid over what is known of its host; `auto` states nothing. */
export function openaiTraits(stated: OpenaiEndpointConfiguration): Partial<EndpointTraits> {
  const { api, tokenField, systemRole, strictTools, parallelCalls } = stated;
  return {
    ...(api === 'auto' ? {} : { api }),
    ...(tokenField === 'auto' ? {} : { tokenField }),
    ...(systemRole === 'auto' ? {} : { systemRole }),
    ...(strictTools === 'auto' ? {} : { strict: strictTools === 'on' }),
    ...(parallelCalls === 'auto' ? {} : { parallel: parallelCalls === 'on' }),
  };
}
