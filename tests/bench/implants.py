"""How exact and how fast the generated implants are: articles of the generic catalogue, family by family."""

import statistics
import time
from pathlib import Path

from osteokit.planning.implants.families.generic import generic_articles
from osteokit.planning.implants.families.table import FAMILIES

AT_MOST = 20
"""Articles per family, spread over its range."""


def main(_data: Path | None = None) -> None:
    print("generated implants: volume against the formula (largest difference), CPU time to build (median, largest)")
    articles = generic_articles()
    for key, family in FAMILIES.items():
        own = [article for article in articles if article.family == key]
        own = own[:: -(-len(own) // AT_MOST)]
        spent, errors, triangles = [], [], []
        for article in own:
            start = time.process_time()
            mesh = family.build(article.sizes, article.side)
            spent.append(1e3 * (time.process_time() - start))
            errors.append(100 * (mesh.volume_mm3 / family.volume_mm3(article.sizes) - 1))
            triangles.append(len(mesh.faces))
        print(
            f"  {key:22s} {len(own):3d} articles  {max(errors, key=abs):+7.4f} %  {statistics.median(spent):6.1f} ms"
            f"  {max(spent):6.1f} ms  up to {max(triangles)} triangles"
        )


if __name__ == "__main__":
    main()
