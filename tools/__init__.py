"""Programs that make tables and pictures of this repository: ``python -m tools.NAME``.

    fit_band            statistics of human performance, for the band
    band_pictures       piano rolls and spectrograms of every feel
    listening_examples  the pairs of solos in docs/listening.md
    screenshot          pictures of the page
    film                the animation of the page in the README

The other modules are shared by these programs, the benchmarks and the tests. The
package jazzlstm does not import them.
"""
