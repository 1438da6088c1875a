/** What the pages ask of the shop, and what they change in it. */
import { type QueryKey, useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type {
  AdjustedAnswer,
  CustomerAnswer,
  DeadAnswer,
  DroppedAnswer,
  ExplainAnswer,
  OrderAnswer,
  OverviewAnswer,
  ProgrammeAnswer,
  RetriedAnswer,
  SimulationAnswer,
} from '../../api/admin/mot/answers'
import { ask, Refusal, tell } from './client'

/** A refusal stands; what failed on the way is asked once more. */
const retry = (failures: number, error: unknown): boolean => !(error instanceof Refusal) && failures < 1

function useAnswer<T>(key: QueryKey, path: string, enabled = true) {
  return useQuery({ queryKey: ['mot', ...key], queryFn: () => ask<T>(path), retry, enabled })
}
/** Whatever is shown of the plugin is asked again afterwards. */
function useChange<T, B extends object>(path: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: B) => tell<T>(path, body),
    onSuccess: () => client.invalidateQueries({ queryKey: ['mot'] }),
  })
}
/** Names by id, of up to a page of the admin's own records. */
function useNames(what: 'orders' | 'customers' | 'users', field: 'display_id' | 'email', ids: readonly string[]) {
  const wanted = [...new Set(ids)].sort().slice(0, 100)
  const query = [...wanted.map((id) => `id[]=${encodeURIComponent(id)}`), `fields=id,${field}`, 'limit=100'].join('&')
  return useQuery({
    queryKey: ['mot', 'names', what, wanted],
    queryFn: () =>
      ask<Readonly<Record<string, readonly Readonly<Record<string, string>>[]>>>(`/admin/${what}?${query}`),
    select: (answer) => (answer[what] ?? []).map((one) => [`${one.id}`, `${one[field]}`] as const),
    retry,
    enabled: wanted.length > 0,
  })
}
export const useOrderNames = (ids: readonly string[]) => useNames('orders', 'display_id', ids)
export const useUserNames = (ids: readonly string[]) => useNames('users', 'email', ids)
export const useCustomerNames = (ids: readonly string[]) => useNames('customers', 'email', ids)

const customerPath = (id: string): string => `/admin/mot/customers/${encodeURIComponent(id)}`

export const useOverview = (days: number) =>
  useAnswer<OverviewAnswer>(['overview', days], `/admin/mot/overview?days=${days}`)
/** Page after page. */
export const useDead = () =>
  useInfiniteQuery({
    queryKey: ['mot', 'dead'],
    queryFn: ({ pageParam }) => ask<DeadAnswer>(`/admin/mot/dead?limit=50${pageParam}`),
    initialPageParam: '',
    getNextPageParam: ({ next }) => (next === undefined ? undefined : `&after=${encodeURIComponent(next)}`),
    select: ({ pages }) => pages.flatMap(({ actions }) => actions),
    retry,
  })
export const useRetry = () => useChange<RetriedAnswer, { keys: readonly string[] }>('/admin/mot/dead/retry')
export const useDrop = () => useChange<DroppedAnswer, { keys: readonly string[] }>('/admin/mot/dead/drop')

export const useCustomer = (id: string) => useAnswer<CustomerAnswer>(['customer', id], customerPath(id))
export const useExplanation = (id: string, enabled: boolean) =>
  useAnswer<ExplainAnswer>(['customer', id, 'explain'], `${customerPath(id)}/explain`, enabled)
export const useAdjust = (id: string) =>
  useChange<AdjustedAnswer, { id: string; points: number; reason: string }>(`${customerPath(id)}/adjustments`)
export const useOrder = (id: string) =>
  useAnswer<OrderAnswer>(['order', id], `/admin/mot/orders/${encodeURIComponent(id)}`)

/** Asked when the editor opens and on demand alone: it must not change under somebody who writes. */
export const useProgramme = () =>
  useQuery({
    queryKey: ['mot', 'programme'],
    queryFn: () => ask<ProgrammeAnswer>('/admin/mot/programme'),
    retry,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  })
export const useSimulate = () =>
  useMutation({
    mutationFn: (programme: object) => tell<SimulationAnswer>('/admin/mot/programme/simulation', { programme }),
  })
export const useSave = () => useChange<ProgrammeAnswer, { programme: object; basedOn: number }>('/admin/mot/programme')
