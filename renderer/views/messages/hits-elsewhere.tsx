import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { folders, type Folder } from '../../../shared/domain/message.ts';
import { invoke } from '../../bridge.ts';
import { Button } from '../../components/button.tsx';
import { formatCount } from '../../format.ts';
import { useMessages } from '../../stores/messages.ts';
import { useNavigation } from '../../stores/navigation.ts';

interface HitsElsewhereProps {
  readonly folder: Folder;
  readonly text: string;
  readonly accountId: string | undefined;
}

interface Hits {
  readonly folder: Folder;
  readonly total: number;
}

/** What the same search finds in the other folders: mail is seldom looked for where it lies. */
export function HitsElsewhere({ folder, text, accountId }: HitsElsewhereProps) {
  const { t } = useTranslation();
  const [found, setFound] = useState<readonly Hits[]>([]);
  const query = useMessages((state) => state.query);
  const go = useNavigation((state) => state.go);
  useEffect(() => {
    let current = true;
    const account = accountId === undefined ? {} : { accountId };
    const count = async (other: Folder): Promise<Hits> => ({
      folder: other,
      total: (await invoke('search.count', { text, folder: other, ...account })).total,
    });
    Promise.all(folders.filter((other) => other !== folder).map(count)).then(
      (counted) => current && setFound(counted.filter(({ total }) => total > 0)),
      // The list says what is wrong with the search.
      () => current && setFound([]),
    );
    return () => {
      current = false;
    };
  }, [folder, text, accountId]);
  return (
    <div className="hits-elsewhere" role="status">
      {found.map((hits) => (
        <Button
          key={hits.folder}
          onClick={() => {
            void query(hits.folder, { text, accountId, setAside: false });
            go({ view: hits.folder });
          }}
        >
          {t('message.hitsIn', {
            count: hits.total,
            shown: formatCount(hits.total),
            folder: t(`nav.${hits.folder}`),
          })}
        </Button>
      ))}
    </div>
  );
}
