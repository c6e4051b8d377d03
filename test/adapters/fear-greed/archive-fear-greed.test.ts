import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ArchiveFearGreed, loadArchiveFearGreed } from '../../../src/adapters/fear-greed/archive-fear-greed.ts';
import { isoDate } from '../../../src/domain/time.ts';
import { describeSentimentSource } from '../../contract/sentiment-source.contract.ts';
import { artefactFolder } from '../../support/artefact-folder.ts';

function folderWith(text: string): string {
  const folder = artefactFolder('fear-greed');
  writeFileSync(join(folder, 'fear-greed.csv'), text);
  return folder;
}

describeSentimentSource('the stored index', async (values) =>
  loadArchiveFearGreed(
    folderWith(
      [
        'date,value,classification',
        ...values.map(({ value, classification, publishedAt }) => `${isoDate(publishedAt)},${value},${classification}`),
        '',
      ].join('\n'),
    ),
  ),
);

describe('the stored Fear & Greed index', () => {
  const TEXT = 'date,value,classification\n2024-10-25,72,Greed\n2024-10-27,74,Greed\n';

  it('does not stretch a value over a day that is missing', async () => {
    const source = await loadArchiveFearGreed(folderWith(TEXT));
    expect(await source.fetchFearGreed(Date.UTC(2024, 9, 25, 23))).toMatchObject({ tag: 'known', value: 72 });
    expect(await source.fetchFearGreed(Date.UTC(2024, 9, 26, 12))).toEqual({
      tag: 'missing',
      reason: 'the newest value is that of 2024-10-25 00:00, 72 (Greed)',
    });
    expect(await source.fetchFearGreed(Date.UTC(2024, 9, 27))).toMatchObject({ tag: 'known', value: 74 });
  });

  it('finds the value of any day', async () => {
    const day = (index: number) => Date.UTC(2024, 0, 1 + index);
    const source = new ArchiveFearGreed(
      Array.from({ length: 366 }, (_, index) => ({ value: index % 101, classification: 'Neutral', publishedAt: day(index) })),
    );
    for (const index of [0, 1, 2, 182, 364, 365])
      expect(await source.fetchFearGreed(day(index) + 3_600_000)).toMatchObject({ value: index % 101, publishedAt: day(index) });
  });

  it('reads lines that end with CR LF', async () => {
    const source = await loadArchiveFearGreed(folderWith(TEXT.replaceAll('\n', '\r\n')));
    expect(await source.fetchFearGreed(Date.UTC(2024, 9, 25))).toMatchObject({ classification: 'Greed' });
  });

  it('says so where there is no file', async () => {
    const source = await loadArchiveFearGreed(artefactFolder('fear-greed'));
    expect(await source.fetchFearGreed(Date.UTC(2024, 0, 1))).toEqual({
      tag: 'missing',
      reason: 'there is no fear-greed.csv among the stored candles',
    });
  });

  it.each([
    { name: 'another header', text: 'day,value\n2024-01-01,50', says: 'the header is not date,value,classification' },
    { name: 'a value above 100', text: 'date,value,classification\n2024-01-01,101,Greed', says: 'line 2' },
    { name: 'no value', text: 'date,value,classification\n2024-01-01,,Greed', says: 'line 2' },
    { name: 'a day that does not exist', text: 'date,value,classification\n2024-02-30,50,Greed', says: 'line 2' },
    { name: 'a day twice', text: `${TEXT}2024-10-27,74,Greed`, says: 'line 4' },
    { name: 'days out of order', text: `${TEXT}2024-10-26,74,Greed`, says: 'line 4' },
  ])('refuses a file with $name and says where', async ({ text, says }) => {
    await expect(loadArchiveFearGreed(folderWith(text))).rejects.toThrow(says);
  });
});
