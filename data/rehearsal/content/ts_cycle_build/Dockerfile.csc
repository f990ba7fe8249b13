ARG CYCLE
ARG rev
FROM ts-dockerhub.lsst.org/deploy-env:${CYCLE}${rev}
ARG package
RUN conda install --yes ${package} && conda clean --all --yes
CMD ["/home/saluser/start.sh"]
