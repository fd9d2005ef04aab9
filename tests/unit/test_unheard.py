"""While processes start, Ctrl-C waits: also one that another thread of ours takes, which Python answers in this one."""

import signal
import threading

import pytest

from warehouse.building.methods import unheard

pytestmark = pytest.mark.skipif(not hasattr(signal, "pthread_kill"), reason="signals are sent to a thread")


@pytest.fixture
def another_thread():
    """A thread that was there before and takes the signal, as one of the database's may; called, it has taken it."""
    asked = threading.Event()

    def take():
        asked.wait()
        signal.pthread_kill(threading.get_ident(), signal.SIGINT)

    thread = threading.Thread(target=take)
    thread.start()

    def press():
        asked.set()
        thread.join()

    yield press
    asked.set()
    thread.join()


def pressed_within(press):
    """What was done when Ctrl-C was answered."""
    done = []

    def work():
        with unheard():
            press()
            done.append("all of it")
        done.append("what comes after it")

    with pytest.raises(KeyboardInterrupt):
        work()
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    return done


def test_one_that_another_thread_takes_is_answered_afterwards(another_thread):
    assert pressed_within(another_thread) == ["all of it"]


def test_one_of_its_own_is_answered_afterwards():
    assert pressed_within(lambda: signal.raise_signal(signal.SIGINT)) == ["all of it"]


def test_nothing_is_answered_where_it_did_not_come():
    with unheard():
        pass
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
