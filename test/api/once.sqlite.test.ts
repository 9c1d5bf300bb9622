import { onceSuite } from './once-suite';

onceSuite(() => Promise.resolve({}));
