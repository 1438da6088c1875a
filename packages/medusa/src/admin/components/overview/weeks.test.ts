import { expect, it } from 'vitest'
import { byWeek, kindsOf } from './weeks'

const moments = [
  { week: '2026-10-19', type: 'amot', polarity: 'positive', count: 3 },
  { week: '2026-10-19', type: 'tmot', polarity: 'positive', count: 4 },
  { week: '2026-11-02', type: 'amot', polarity: 'negative', count: 1 },
] as const

it('sums up all kinds, and leaves no week out, over the end of summer time too', () => {
  expect(byWeek(moments)).toEqual([
    { week: '2026-10-19', positive: 7, neutral: 0, negative: 0 },
    { week: '2026-10-26', positive: 0, neutral: 0, negative: 0 },
    { week: '2026-11-02', positive: 0, neutral: 0, negative: 1 },
  ])
})
it('takes one kind alone', () => {
  expect(byWeek(moments, 'tmot')).toEqual([{ week: '2026-10-19', positive: 4, neutral: 0, negative: 0 }])
})
it('has no weeks without moments', () => {
  expect(byWeek([])).toEqual([])
  expect(kindsOf(moments)).toEqual(['amot', 'tmot'])
})
