"""The rules of fostering recruitment: pure, standard library only. A newcomer reads this folder first."""
